package dev.thermocline.registry.dataset;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads files for what a version records of them: digests, rows, columns. */
@Component
class ContentReader {
  private static final int FILES_AT_ONCE = 4;

  private final DataFiles files;
  private final List<TableFormat> formats;

  ContentReader(DataFiles files, List<TableFormat> formats) {
    this.files = files;
    this.formats = formats;
  }

  /** Hears of each file that was read; throwing ends the reading. */
  interface Progress {
    Progress NONE = bytes -> {};

    void read(long bytes);
  }

  /** A file whose digest may be known already. */
  record Known(FoundFile file, @Nullable String sha256) {}

  private record Examined(DataFile file, TableFormat.@Nullable Shape shape) {}

  Contents read(List<Known> wanted, Progress progress) {
    List<Future<Examined>> running = new ArrayList<>(wanted.size());
    Semaphore room = new Semaphore(FILES_AT_ONCE);
    List<Examined> examined = new ArrayList<>(wanted.size());
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Known known : wanted) {
        running.add(
            workers.submit(() -> {
              room.acquire();
              try {
                return examine(known);
              } finally {
                room.release();
              }
            }));
      }
      try {
        for (Future<Examined> each : running) {
          Examined done = result(each);
          progress.read(done.file().size());
          examined.add(done);
        }
      } catch (RuntimeException e) {
        workers.shutdownNow();
        throw e;
      }
    }
    return together(examined);
  }

  private Examined examine(Known known) {
    FoundFile file = known.file();
    String sha256 = known.sha256() == null ? files.digest(file) : known.sha256();
    TableFormat.Shape shape = shape(file);
    return new Examined(
        new DataFile(
            file.path(),
            file.key(),
            file.size(),
            sha256,
            file.etag(),
            shape == null ? null : Long.valueOf(shape.rows())),
        shape);
  }

  private TableFormat.@Nullable Shape shape(FoundFile file) {
    for (TableFormat format : formats) {
      if (format.reads(file.path())) {
        try {
          return format.read(
              file.path(), file.size(), from -> files.open(file.key(), file.etag(), from));
        } catch (IOException e) {
          throw new ThermoclineException(
              ErrorKind.UNAVAILABLE, "The file '" + file.path() + "' could not be read.", e);
        }
      }
    }
    return null;
  }

  private static Contents together(List<Examined> examined) {
    List<DataFile> all = examined.stream().map(Examined::file).toList();
    List<TableFormat.Shape> tables = new ArrayList<>();
    for (Examined each : examined) {
      if (each.shape() != null) {
        tables.add(each.shape());
      }
    }
    if (tables.isEmpty()) {
      return new Contents(all, null, null);
    }
    List<Column> columns = tables.getFirst().columns();
    boolean alike = tables.stream().allMatch(table -> table.columns().equals(columns));
    long rows = tables.stream().mapToLong(TableFormat.Shape::rows).sum();
    return new Contents(all, alike ? columns : null, rows);
  }

  private static Examined result(Future<Examined> running) {
    try {
      return running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ThermoclineException(ErrorKind.UNAVAILABLE, "Reading was interrupted.", e);
    }
  }
}
