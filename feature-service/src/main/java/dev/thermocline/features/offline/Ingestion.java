package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowFiles.FileRange;
import dev.thermocline.features.offline.RowFiles.Written;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.Snapshot.Origin;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes files of rows in. A file is checked, written as dated Parquet and put into object storage
 * before Postgres hears of it, so that a snapshot is whole from the moment it can be seen.
 */
public final class Ingestion {
  private static final int MOST_FILES = 20_000;

  private final Definitions definitions;
  private final RowFiles rowFiles;
  private final ObjectStore objects;
  private final ParquetFiles parquet;
  private final FileShelf shelf;
  private final SnapshotLog log;
  private final Clock clock;
  private final Places places;

  public Ingestion(
      Definitions definitions,
      RowFiles rowFiles,
      ObjectStore objects,
      FileShelf shelf,
      SnapshotLog log,
      Clock clock,
      Places places) {
    this.definitions = definitions;
    this.rowFiles = rowFiles;
    this.objects = objects;
    this.parquet = new ParquetFiles(objects);
    this.shelf = shelf;
    this.log = log;
    this.clock = clock;
    this.places = places;
  }

  /**
   * Where files lie.
   *
   * @param featureStore the bucket of our own files
   * @param staging the bucket of what is on its way in
   * @param readable buckets from which files may be registered in place, or taken in
   */
  public record Places(String featureStore, String staging, List<String> readable) {
    /** Where parts of uploads wait, below the project's own prefix. */
    static final String UPLOADS = "processed/uploads/";

    public Places {
      readable = List.copyOf(readable);
    }

    void check(Project project, String bucket, String prefix) {
      if (!readable.contains(bucket)) {
        throw ThermoclineException.invalid(
            "The bucket '%s' may not be read. Files can be read in: %s."
                .formatted(bucket, String.join(", ", readable)));
      }
      refuseOtherProjects(project, prefix);
    }

    // Buckets are shared by the projects, each below its own prefix.
    private static void refuseOtherProjects(Project project, String prefix) {
      boolean inside =
          project.isDefault()
              ? !prefix.startsWith("projects/") && !"projects/".startsWith(prefix)
              : prefix.startsWith(project.pathPrefix());
      if (!inside || prefix.isEmpty() || prefix.contains("..")) {
        throw ThermoclineException.invalid(
            "The path must lie %s, and have no '..'."
                .formatted(
                    project.isDefault()
                        ? "outside of projects/ and not be empty"
                        : "below " + project.pathPrefix()));
      }
    }
  }

  /** What became of a file. */
  public record Taken(Snapshot snapshot, List<String> ignoredColumns) {
    public Taken {
      ignoredColumns = List.copyOf(ignoredColumns);
    }
  }

  /** Takes a local file in as the view's next snapshot. */
  public Taken ingest(
      Project project, String view, RowSource source, Change change, Caller caller) {
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.getView(view);
    Optional<Snapshot> before = log.madeBy(project, applied, source.job());
    if (before.isPresent()) {
      return new Taken(before.get(), List.of());
    }
    Instant now = clock.instant();
    RowFiles.Source checked =
        new RowFiles.Source(
            source.file(), source.format(), applied.view(), catalog.entityOf(applied.view()), now);
    Written<SnapshotFile> written =
        rowFiles.write(checked, new Storing(change, offline(project, view)));
    Origin origin = new Origin(source.description(), true, written.ordered(), false);
    Snapshot snapshot =
        log.append(project, applied, change, written.taken(), origin, caller.name(), source.job());
    return new Taken(snapshot, written.ignoredColumns());
  }

  /**
   * A file on this machine, and what to call it in the history.
   *
   * @param job the job that takes it in; another run of it finds the entry of the one before
   */
  public record RowSource(
      java.nio.file.Path file, RowFiles.Format format, String description, @Nullable UUID job) {
    public RowSource(java.nio.file.Path file, RowFiles.Format format, String description) {
      this(file, format, description, null);
    }
  }

  private static String offline(Project project, String view) {
    return project.pathPrefix() + "offline/" + view + "/";
  }

  /** Puts each file where nobody else has one. */
  private final class Storing implements RowFiles.Taker<SnapshotFile> {
    private final Change change;
    private final String folder;

    Storing(Change change, String folder) {
      this.change = change;
      this.folder = folder;
    }

    @Override
    public void expect(List<FileRange> ranges) {
      refuseOutside(change, ranges);
    }

    @Override
    public SnapshotFile take(DatedFile file) {
      // Unguessable, so that nobody can put other bytes at a key that a snapshot will name.
      String key = "%s%s/part-%s.parquet".formatted(folder, file.day(), UUID.randomUUID());
      ObjectAddress to = new ObjectAddress(places.featureStore(), key);
      return SnapshotFile.of(parquet.create(to, file.path()), file.range());
    }
  }

  /** Makes files that lie in object storage the view's next snapshot, without copying them. */
  public Taken register(
      Project project, String view, String bucket, String prefix, Change change, Caller caller) {
    places.check(project, bucket, prefix);
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.getView(view);
    List<SnapshotFile> found = list(bucket, prefix);
    try (FileShelf.Lease lease = shelf.fetch(found)) {
      Map<String, java.nio.file.Path> paths = lease.paths();
      RowFiles.Inspected inspected =
          rowFiles.inspect(
              found.stream().map(f -> paths.get(RowScan.address(f))).toList(),
              applied.view(),
              catalog.entityOf(applied.view()),
              clock.instant());
      refuseOutside(change, inspected.ranges());
      List<SnapshotFile> files = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        files.add(withRange(found.get(i), inspected.ranges().get(i), lease));
      }
      Origin origin =
          new Origin("s3://" + bucket + "/" + prefix, false, inspected.ordered(), false);
      return new Taken(
          log.append(project, applied, change, files, origin, caller.name(), null),
          inspected.ignoredColumns());
    }
  }

  private List<SnapshotFile> list(String bucket, String prefix) {
    List<SnapshotFile> found = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = objects.list(bucket, prefix, next, 1000);
      for (ObjectInfo object : page.objects()) {
        if (object.address().key().endsWith(".parquet")) {
          found.add(
              new SnapshotFile(
                  bucket,
                  object.address().key(),
                  0,
                  object.size(),
                  null,
                  object.etag(),
                  0,
                  0,
                  0,
                  0));
        }
      }
      next = page.next();
      if (found.size() > MOST_FILES) {
        throw ThermoclineException.invalid(
            "Below the prefix lie more than %d files. Register them in parts."
                .formatted(MOST_FILES));
      }
    } while (next != null);
    if (found.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "No file ending in .parquet lies below s3://%s/%s.".formatted(bucket, prefix));
    }
    return found;
  }

  private static SnapshotFile withRange(SnapshotFile file, FileRange range, FileShelf.Lease lease) {
    return new SnapshotFile(
        file.bucket(),
        file.key(),
        range.rows(),
        file.size(),
        lease.digests().get(RowScan.address(file)),
        file.etag(),
        range.leastEvent(),
        range.greatestEvent(),
        range.leastAvailable(),
        range.greatestAvailable());
  }

  private static void refuseOutside(Change change, List<FileRange> ranges) {
    if (change instanceof Change.Replace(TimeRange range)) {
      for (FileRange file : ranges) {
        if (file.leastEvent() < range.from() || file.greatestEvent() >= range.to()) {
          throw new ThermoclineException(
              ErrorKind.UNPROCESSABLE,
              "The file has rows from %s to %s, and the range to replace is %s to %s. Widen the range or leave those rows out."
                  .formatted(
                      instant(file.leastEvent()),
                      instant(file.greatestEvent()),
                      instant(range.from()),
                      instant(range.to())));
        }
      }
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
