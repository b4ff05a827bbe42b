package dev.thermocline.features.offline;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.record.job.Jobs;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Computes the statistics of each snapshot once it was added. */
@Component
public class StatisticsJob implements JobKind<StatisticsJob.Request> {
  private static final Caller PLATFORM = new Caller("platform", Role.SERVICE);

  private final Definitions definitions;
  private final SnapshotStore snapshots;
  private final OfflineStore offline;
  private final RowStatistics rows;
  private final StatisticsStore store;
  private final Jobs jobs;

  public StatisticsJob(
      Definitions definitions,
      SnapshotStore snapshots,
      OfflineStore offline,
      RowStatistics rows,
      StatisticsStore store,
      Jobs jobs) {
    this.definitions = definitions;
    this.snapshots = snapshots;
    this.offline = offline;
    this.rows = rows;
    this.store = store;
    this.jobs = jobs;
  }

  /** Which snapshot to look at. */
  public record Request(String view, int viewNumber, long snapshot) {}

  @Override
  public String name() {
    return "statistics";
  }

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  /** Within the transaction that adds the snapshot, so that none is forgotten. */
  @EventListener
  void added(SnapshotAdded added) {
    Snapshot snapshot = added.snapshot();
    if (!snapshot.files().isEmpty()) {
      jobs.submit(
          added.project(),
          PLATFORM,
          this,
          new Request(snapshot.view(), snapshot.viewNumber(), snapshot.number()));
    }
  }

  @Override
  public void run(Request request, JobRun run) {
    Catalog catalog = definitions.catalog(run.project());
    AppliedView view = catalog.views().get(request.view());
    if (view == null || view.number() != request.viewNumber()) {
      run.note("the view was removed since");
      return;
    }
    Snapshot snapshot =
        snapshots.load(run.project(), request.view(), request.viewNumber()).get(request.snapshot());
    List<VisiblePart> alone = List.of(VisiblePart.whole(snapshot));
    try (OfflineStore.Opened opened =
        offline.open(
            catalog,
            view,
            alone,
            view.schema().columns().stream()
                .map(ViewSchema.Column::name)
                .collect(Collectors.toSet()))) {
      store.save(run.project(), request.viewNumber(), request.snapshot(), rows.of(opened.scan()));
    }
  }
}
