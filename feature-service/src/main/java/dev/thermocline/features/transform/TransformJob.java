package dev.thermocline.features.transform;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.Transformation;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a view's statement and makes its rows the view's whole content. A run that is begun again
 * after a crash leaves the same state, for the later snapshot replaces the earlier one.
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
  private final Settings settings;

  public TransformJob(
      Definitions definitions,
      OfflineStore offline,
      Ingestion ingestion,
      ObjectStore objects,
      FileShelf shelf,
      TransformEngine engine,
      Settings settings) {
    this.definitions = definitions;
    this.offline = offline;
    this.ingestion = ingestion;
    this.objects = objects;
    this.shelf = shelf;
    this.engine = engine;
    this.settings = settings;
  }

  /**
   * Where runs work, and how long one may take.
   *
   * @param rawBucket the bucket with the raw files
   */
  public record Settings(String rawBucket, Path folder, Duration limit) {}

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
    Files.createDirectories(settings.folder());
    Path result = settings.folder().resolve(run.id() + ".parquet");
    List<OfflineStore.Opened> opened = new ArrayList<>();
    List<FileShelf.Lease> leases = new ArrayList<>();
    try {
      run.note("fetching the inputs");
      Map<String, RowScan> views = new HashMap<>();
      for (String input : transformation.inputs()) {
        long number = request.snapshots().getOrDefault(input, 0L);
        OfflineStore.Opened one = offline.open(project, input, number);
        opened.add(one);
        views.put(input, one.scan());
      }
      List<String> read = new ArrayList<>();
      Map<String, List<Path>> files = raw(project, transformation, leases, read);
      run.stopIfCancelled();
      run.note("running the statement");
      engine.run(
          new TransformEngine.Statement(transformation.sql(), views, files, settings.limit()),
          result);
      run.stopIfCancelled();
      run.note("taking the rows in");
      Snapshot made = takeIn(request, run, result);
      run.result(
          new TransformReport(
              request.view(), made.number(), made.rows(), request.snapshots(), read));
    } finally {
      opened.forEach(OfflineStore.Opened::close);
      leases.forEach(FileShelf.Lease::close);
      Files.deleteIfExists(result);
    }
  }

  private Map<String, List<Path>> raw(
      Project project,
      Transformation transformation,
      List<FileShelf.Lease> leases,
      List<String> read) {
    Map<String, List<Path>> files = new HashMap<>();
    for (Transformation.RawInput input : transformation.files()) {
      List<SnapshotFile> found =
          RawFiles.list(objects, settings.rawBucket(), project.pathPrefix() + input.prefix());
      FileShelf.Lease lease = shelf.fetch(found);
      leases.add(lease);
      List<Path> paths = new ArrayList<>();
      for (SnapshotFile file : found) {
        String address = RowScan.address(file);
        Path path = lease.paths().get(address);
        if (path != null) {
          paths.add(path);
        }
        read.add("s3://" + address + " sha256:" + lease.digests().get(address));
      }
      files.put(input.name(), paths);
    }
    return files;
  }

  private Snapshot takeIn(TransformRequest request, JobRun run, Path result) {
    return ingestion
        .ingest(
            run.project(),
            request.view(),
            new Ingestion.RowSource(
                result, Format.PARQUET, "sql over " + request.snapshots() + ", run " + run.id()),
            new Change.Replace(EVERYTHING),
            new Caller(run.requestedBy(), Role.SCIENTIST))
        .snapshot();
  }
}
