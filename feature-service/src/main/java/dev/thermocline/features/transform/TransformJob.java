package dev.thermocline.features.transform;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.Transformation;
import dev.thermocline.features.materialize.Materializations;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.features.transform.TransformEngine.Raw;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs a view's statement, takes its rows in, in place of those before or beside them, and has them
 * brought online. A run that is begun again after a crash finds the snapshot that it made.
 */
public final class TransformJob implements JobKind<TransformRequest> {
  static final String NAME = "transformation";
  private static final TimeRange EVERYTHING =
      new TimeRange(RowTimes.micros(RowTimes.EARLIEST), RowTimes.micros(RowTimes.LATEST) + 1);

  private final Definitions definitions;
  private final OfflineStore offline;
  private final Ingestion ingestion;
  private final ObjectStore objects;
  private final FileShelf shelf;
  private final TransformEngine engine;
  private final Materializations materializations;
  private final WorkFolder folder;
  private final Settings settings;

  public TransformJob(
      Definitions definitions,
      OfflineStore offline,
      Ingestion ingestion,
      ObjectStore objects,
      FileShelf shelf,
      TransformEngine engine,
      Materializations materializations,
      WorkFolder folder,
      Settings settings) {
    this.definitions = definitions;
    this.offline = offline;
    this.ingestion = ingestion;
    this.objects = objects;
    this.shelf = shelf;
    this.engine = engine;
    this.materializations = materializations;
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * Where raw files lie, and how long a run may take.
   *
   * @param rawBucket the bucket with the raw files
   */
  public record Settings(String rawBucket, Duration limit) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<TransformRequest> requestType() {
    return TransformRequest.class;
  }

  @Override
  public void run(TransformRequest request, JobRun run) throws Exception {
    Project project = run.project();
    Catalog catalog = definitions.catalog(project);
    AppliedView view = catalog.getView(request.view());
    Transformation transformation = Transformations.transformation(view.view());
    List<OfflineStore.Opened> opened = new ArrayList<>();
    List<FileShelf.Lease> leases = new ArrayList<>();
    try (WorkFolder.Room room = folder.open()) {
      Path result = room.file("result.parquet");
      run.note("fetching the inputs");
      Map<String, RowScan> views = new HashMap<>();
      for (String input : transformation.inputs()) {
        long number = request.snapshots().getOrDefault(input, 0L);
        OfflineStore.Opened one = offline.open(project, input, number);
        opened.add(one);
        views.put(input, one.scan());
      }
      List<String> read = new ArrayList<>();
      Map<String, Raw> files = raw(project, transformation, leases, read);
      run.stopIfCancelled();
      run.note("running the statement");
      engine.run(
          new TransformEngine.Statement(transformation.sql(), views, files, settings.limit()),
          result);
      run.stopIfCancelled();
      run.note("taking the rows in");
      Snapshot made = takeIn(request, transformation, run, result);
      run.result(
          new TransformReport(
              request.view(),
              made.number(),
              made.rows(),
              request.snapshots(),
              read,
              view.view().serving().online() ? materialize(request, run) : null));
    } finally {
      opened.forEach(OfflineStore.Opened::close);
      leases.forEach(FileShelf.Lease::close);
    }
  }

  /** What is under way already brings these rows too, or its schedule does. */
  private @Nullable UUID materialize(TransformRequest request, JobRun run) {
    try {
      return materializations
          .start(
              run.project(),
              List.of(request.view()),
              new Materializations.Wanted.Incremental(false),
              caller(run))
          .getFirst()
          .id();
    } catch (ThermoclineException e) {
      if (e.kind() != ErrorKind.CONFLICT) {
        throw e;
      }
      return null;
    }
  }

  private static Caller caller(JobRun run) {
    return new Caller(run.requestedBy(), Role.SCIENTIST);
  }

  private Map<String, Raw> raw(
      Project project,
      Transformation transformation,
      List<FileShelf.Lease> leases,
      List<String> read) {
    Map<String, Raw> files = new HashMap<>();
    for (Transformation.RawInput input : transformation.files()) {
      RawFiles.Listed found =
          RawFiles.list(objects, settings.rawBucket(), project.pathPrefix() + input.prefix());
      FileShelf.Lease lease = shelf.fetch(found.files());
      leases.add(lease);
      List<Path> paths = new ArrayList<>();
      for (SnapshotFile file : found.files()) {
        String address = RowScan.address(file);
        Path path = lease.paths().get(address);
        if (path != null) {
          paths.add(path);
        }
        read.add("s3://" + address + " sha256:" + lease.digests().get(address));
      }
      files.put(input.name(), new Raw(found.format(), paths));
    }
    return files;
  }

  private Snapshot takeIn(
      TransformRequest request, Transformation transformation, JobRun run, Path result) {
    return ingestion
        .ingest(
            run.project(),
            request.view(),
            new Ingestion.RowSource(
                result,
                Format.PARQUET,
                "sql over " + request.snapshots() + ", run " + run.id(),
                run.id()),
            transformation.appends() ? new Change.Append() : new Change.Replace(EVERYTHING),
            caller(run))
        .snapshot();
  }
}
