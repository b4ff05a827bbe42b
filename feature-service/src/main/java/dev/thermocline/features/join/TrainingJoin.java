package dev.thermocline.features.join;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.StoredObject;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.join.JoinEngine.JoinResult;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.OnDemand;
import dev.thermocline.features.join.JoinEngine.Output;
import dev.thermocline.features.join.JoinRequest.Column;
import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.MediaFormats;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.SnapshotStore;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.VisiblePart;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training set. It may be begun again after a crash: it writes one object whose name comes
 * from the job, and says that it is done only when that is stored.
 */
public final class TrainingJoin implements JobKind<JoinRequest> {
  static final String NAME = "join";

  private final Definitions definitions;
  private final SnapshotStore snapshots;
  private final OfflineStore offline;
  private final ObjectStore objects;
  private final JoinEngine engine;
  private final ArrowConversion arrow;
  private final JoinPlaces places;
  private final TrainingSets sets;
  private final WorkFolder folder;

  public TrainingJoin(
      Definitions definitions,
      SnapshotStore snapshots,
      OfflineStore offline,
      ObjectStore objects,
      JoinEngine engine,
      ArrowConversion arrow,
      JoinPlaces places,
      TrainingSets sets,
      WorkFolder folder) {
    this.definitions = definitions;
    this.snapshots = snapshots;
    this.offline = offline;
    this.objects = objects;
    this.engine = engine;
    this.arrow = arrow;
    this.places = places;
    this.sets = sets;
    this.folder = folder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<JoinRequest> requestType() {
    return JoinRequest.class;
  }

  @Override
  public void run(JoinRequest request, JobRun run) throws Exception {
    try (WorkFolder.Room work = folder.open()) {
      Path result = work.file("result.parquet");
      Rows rows = rows(request, run, work);
      JoinResult made = join(request, run, rows, result);
      run.note("storing the result");
      ObjectAddress to = places.result(run.project(), run.id());
      StoredObject stored =
          objects.put(to, result, PutOptions.overwrite().mediaType(MediaFormats.PARQUET));
      JoinReport report = report(request, to, stored, made);
      String dataset = request.dataset();
      if (dataset != null) {
        run.note("telling the registry");
        String keeper = request.keep() ? run.requestedBy() : null;
        report =
            sets.made(run.project(), run.id(), dataset, content(run, report), keeper)
                .map(report::as)
                .orElse(report);
      }
      run.result(report);
    }
  }

  /** Entity rows on this disk. */
  private record Rows(Path file, Format format) {}

  private Rows rows(JoinRequest request, JobRun run, WorkFolder.Room work)
      throws IOException, JobRun.JobCancelled {
    Path file = work.file("entity-rows");
    String bucket = request.bucket();
    String key = request.key();
    if (bucket == null || key == null) {
      knownMoments(request, run, file);
      return new Rows(file, Format.PARQUET);
    }
    run.note("fetching the entity rows");
    try (ObjectContent content = objects.get(new ObjectAddress(bucket, key), ReadOptions.whole())) {
      Files.copy(content.bytes(), file);
    }
    if (request.format() == Format.ARROW) {
      Path parquet = work.file("entity-rows.parquet");
      arrow.toParquet(file, parquet);
      return new Rows(parquet, Format.PARQUET);
    }
    return new Rows(file, request.format());
  }

  private void knownMoments(JoinRequest request, JobRun run, Path to) throws JobRun.JobCancelled {
    Long from = request.from();
    Long until = request.to();
    if (from == null || until == null) {
      throw new IllegalStateException("neither entity rows nor a range");
    }
    run.note("finding the moments of the range");
    Catalog catalog = definitions.catalog(run.project());
    // A row of an earlier event may become known within the range.
    TimeRange events = new TimeRange(Long.MIN_VALUE, until);
    List<OfflineStore.Opened> opened = new ArrayList<>();
    try {
      for (String view : byView(request).keySet()) {
        opened.add(open(request, run, catalog, catalog.getView(view), events, Set.of()));
      }
      engine.knownMoments(
          opened.stream().map(OfflineStore.Opened::scan).toList(),
          new TimeRange(from, until),
          request.eventTime(),
          to);
    } finally {
      opened.forEach(OfflineStore.Opened::close);
    }
  }

  private OfflineStore.Opened open(
      JoinRequest request,
      JobRun run,
      Catalog catalog,
      AppliedView view,
      TimeRange events,
      Set<String> fields)
      throws JobRun.JobCancelled {
    run.note("fetching files of " + view.view().name());
    run.stopIfCancelled();
    long number = request.snapshots().getOrDefault(view.view().name(), 0L);
    List<VisiblePart> parts =
        snapshots.load(run.project(), view.view().name(), view.number()).visibleAt(number).stream()
            .map(p -> p.within(events))
            .filter(p -> !p.snapshot().files().isEmpty())
            .toList();
    return offline.open(catalog, view, parts, fields);
  }

  private TrainingSetContent content(JobRun run, JoinReport report) {
    return new TrainingSetContent(
        "s3://" + places.bucket() + "/" + places.folder(run.project(), run.id()),
        JoinPlaces.FILE,
        report.size(),
        report.sha256(),
        report.rows(),
        report.digest(),
        report.schema(),
        report.snapshots(),
        run.requestedBy());
  }

  private JoinResult join(JoinRequest request, JobRun run, Rows rows, Path result)
      throws JobRun.JobCancelled {
    Catalog catalog = definitions.catalog(run.project());
    TimeRange moments = engine.moments(rows.file(), rows.format(), request.eventTime());
    List<OfflineStore.Opened> opened = new ArrayList<>();
    try {
      List<JoinView> views = new ArrayList<>();
      for (Map.Entry<String, List<Output>> wanted : byView(request).entrySet()) {
        AppliedView view = catalog.getView(wanted.getKey());
        OfflineStore.Opened one =
            open(
                request,
                run,
                catalog,
                view,
                reach(view, moments),
                wanted.getValue().stream().map(Output::feature).collect(Collectors.toSet()));
        opened.add(one);
        views.add(new JoinView(one.scan(), wanted.getValue()));
      }
      run.note("joining");
      JoinTask task =
          new JoinTask(
              rows.file(),
              rows.format(),
              request.eventTime(),
              views,
              request.expressions().stream()
                  .map(e -> new OnDemand(e.name(), e.expression()))
                  .toList(),
              request.loose(),
              request.leakage(),
              result);
      try (Watched watched = new Watched(run)) {
        JoinResult made = engine.run(task, watched);
        run.stopIfCancelled();
        return made;
      }
    } catch (ThermoclineException e) {
      run.stopIfCancelled();
      throw e;
    } finally {
      opened.forEach(OfflineStore.Opened::close);
    }
  }

  /** Events that some entity row could see: none after the last moment, none beyond the ttl. */
  private static TimeRange reach(AppliedView view, TimeRange moments) {
    Duration ttl = view.view().times().ttl();
    long from = ttl == null ? Long.MIN_VALUE : moments.from() - ttl.toNanos() / 1000;
    return new TimeRange(from, moments.to());
  }

  private static Map<String, List<Output>> byView(JoinRequest request) {
    Map<String, List<Output>> views = new LinkedHashMap<>();
    int position = 0;
    for (Column column : request.columns()) {
      views
          .computeIfAbsent(column.view(), v -> new ArrayList<>())
          .add(new Output(column.feature(), position++, column.name()));
    }
    return views;
  }

  private static JoinReport report(
      JoinRequest request, ObjectAddress to, StoredObject stored, JoinResult made) {
    return new JoinReport(
        "s3://" + to,
        made.rows(),
        stored.size(),
        made.digest(),
        stored.sha256(),
        made.schema(),
        request.snapshots(),
        made.views().stream()
            .map(v ->
                new JoinReport.View(
                    v.view(),
                    v.found(),
                    v.expired(),
                    v.cutoff(),
                    v.leaked() < 0 ? null : Long.valueOf(v.leaked())))
            .toList(),
        null);
  }

  /**
   * Tells the job how far the engine is, and looks beside it whether somebody cancelled, because
   * one step may take long.
   */
  private static final class Watched implements JoinEngine.Progress, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final JobRun run;
    private final AtomicReference<@Nullable Runnable> canceller = new AtomicReference<>();
    private final Thread looking;

    Watched(JobRun run) {
      this.run = run;
      this.looking = Thread.ofVirtual().name("join-watch-" + run.id()).start(this::look);
    }

    private void look() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          Thread.sleep(BETWEEN_LOOKS);
          run.stopIfCancelled();
        }
      } catch (JobRun.JobCancelled e) {
        Runnable stop = canceller.get();
        if (stop != null) {
          stop.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void at(int step, int steps, Runnable stop) {
      canceller.set(stop);
      run.total(steps);
      try {
        if (step > 0) {
          run.advance(1);
        }
        run.stopIfCancelled();
      } catch (JobRun.JobCancelled e) {
        throw ThermoclineException.conflict("The join was cancelled.");
      }
    }

    @Override
    public void close() {
      looking.interrupt();
    }
  }
}
