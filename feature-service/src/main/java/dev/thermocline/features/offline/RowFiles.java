package dev.thermocline.features.offline;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Checks files of rows against a view. What does not fit is refused as a {@code
 * ThermoclineException} that names the column, or the rows with samples; nothing of such a file is
 * taken.
 */
public interface RowFiles {
  /**
   * Writes the rows as dated Parquet and hands them to {@code taker}, after which they are gone.
   */
  <T> T write(Source source, Taker<T> taker);

  /** Looks at Parquet files that stay where they are. */
  Inspected inspect(List<Path> files, FeatureView view, Entity entity, Instant now);

  /**
   * A file to be taken in.
   *
   * @param now rows of later events than the view tolerates beyond it are refused
   */
  record Source(Path file, Format format, FeatureView view, Entity entity, Instant now) {}

  enum Format {
    PARQUET,
    CSV,
    /** One object on each line. */
    JSON,
    /** A stream or file of Arrow's IPC. */
    ARROW
  }

  /** A file of one day, in local storage. Times are microseconds of UTC. */
  record DatedFile(LocalDate day, Path path, FileRange range) {}

  record FileRange(
      long rows,
      long leastEvent,
      long greatestEvent,
      long leastAvailable,
      long greatestAvailable) {}

  record Written(List<DatedFile> files, boolean ordered, List<String> ignoredColumns) {
    public Written {
      files = List.copyOf(files);
      ignoredColumns = List.copyOf(ignoredColumns);
    }
  }

  /** One range for each file given, in the same order. */
  record Inspected(List<FileRange> ranges, boolean ordered, List<String> ignoredColumns) {
    public Inspected {
      ranges = List.copyOf(ranges);
      ignoredColumns = List.copyOf(ignoredColumns);
    }
  }

  @FunctionalInterface
  interface Taker<T> {
    T take(Written written);
  }
}
