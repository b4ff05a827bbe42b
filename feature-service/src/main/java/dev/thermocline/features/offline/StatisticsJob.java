package dev.thermocline.features.offline;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.record.job.Jobs;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Computes the statistics of each snapshot once it was added. */
@Component
public class StatisticsJob implements JobKind<StatisticsJob.Request> {
  private static final Caller PLATFORM = new Caller("platform", Role.SERVICE);

  private final SnapshotStatistics statistics;
  private final Jobs jobs;

  StatisticsJob(SnapshotStatistics statistics, Jobs jobs) {
    this.statistics = statistics;
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
    if (!snapshot.files().isEmpty() && !snapshot.isStreamed()) {
      jobs.submit(
          added.project(),
          PLATFORM,
          this,
          new Request(snapshot.view(), snapshot.viewNumber(), snapshot.number()));
    }
  }

  @Override
  public void run(Request request, JobRun run) {
    if (!statistics.compute(
        run.project(), request.view(), request.viewNumber(), request.snapshot())) {
      run.note("the view was removed since");
    }
  }
}
