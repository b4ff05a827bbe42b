package dev.thermocline.registry.dataset.jobs;

import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.registry.dataset.DatasetVersions;
import dev.thermocline.registry.dataset.PrefixOrder;
import dev.thermocline.registry.dataset.Registration;
import org.springframework.stereotype.Component;

/** Reads every file below a prefix. Begun again after a crash it ends in the same version. */
@Component
class PrefixJob implements JobKind<PrefixOrder> {
  private final Registration registration;

  PrefixJob(Registration registration) {
    this.registration = registration;
  }

  /** What came of it. */
  record Result(
      String dataset, String version, String digest, String mlflowDigest, boolean created) {}

  @Override
  public String name() {
    return PrefixOrder.KIND;
  }

  @Override
  public Class<PrefixOrder> requestType() {
    return PrefixOrder.class;
  }

  @Override
  public void run(PrefixOrder order, JobRun run) throws Exception {
    try {
      DatasetVersions.Registered done =
          registration.prefix(
              run.project(),
              run.requestedBy(),
              order.dataset(),
              order.key(),
              order.stated(),
              new Told(run));
      run.result(
          new Result(
              done.version().dataset(),
              Integer.toString(done.version().number()),
              done.version().digest(),
              done.version().mlflowDigest(),
              done.created()));
    } catch (Stopped stopped) {
      throw stopped.cancelled;
    }
  }

  /** Carries the wish to stop through code that knows nothing of jobs. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JobRun.JobCancelled cancelled;

    Stopped(JobRun.JobCancelled cancelled) {
      super(cancelled);
      this.cancelled = cancelled;
    }
  }

  private record Told(JobRun run) implements Registration.Progress {
    @Override
    public void total(long bytes) {
      run.total(bytes);
    }

    @Override
    public void read(long bytes) {
      try {
        run.advance(bytes);
      } catch (JobRun.JobCancelled e) {
        throw new Stopped(e);
      }
    }
  }
}
