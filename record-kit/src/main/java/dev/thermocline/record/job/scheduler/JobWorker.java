package dev.thermocline.record.job.scheduler;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.record.job.JobStore;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.json.JsonMapper;

/** Does the work of one job and writes down how it ended. */
final class JobWorker {
  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final JobStore store;
  private final Map<String, JobKind<?>> kinds;
  private final JsonMapper json;
  private final Clock clock;

  JobWorker(JobStore store, Map<String, JobKind<?>> kinds, JsonMapper json, Clock clock) {
    this.store = store;
    this.kinds = Map.copyOf(kinds);
    this.json = json;
    this.clock = clock;
  }

  /**
   * @param stopping whether the process is about to stop, so that what fails now is no failure
   * @throws StoppedHalfway to be tried again, by whoever is still there
   */
  void work(UUID id, BooleanSupplier stopping) {
    Optional<Job> begun = store.begin(id, clock.instant());
    if (begun.isEmpty()) {
      cancelled(id);
      return;
    }
    Job job = begun.get();
    MDC.put(RequestId.LOG_KEY, "job-" + id);
    try {
      JobKind<?> kind = kinds.get(job.kind());
      if (kind == null) {
        throw new ThermoclineException(
            ErrorKind.NOT_IMPLEMENTED,
            "This version of the service does not know '" + job.kind() + "' any more.");
      }
      StoredRun run = new StoredRun(job, store, json, clock);
      run(kind, job, run);
      run.flush();
      end(job, Job.State.SUCCEEDED, null, null, run.resultJson());
    } catch (JobRun.JobCancelled e) {
      cancelled(id);
    } catch (ThermoclineException e) {
      end(job, Job.State.FAILED, e.kind(), e.getMessage(), null);
    } catch (Exception e) {
      if (stopping.getAsBoolean()) {
        store.putBack(id, clock.instant());
        throw new StoppedHalfway(e);
      }
      log.atError()
          .addKeyValue("job", id)
          .addKeyValue("kind", job.kind())
          .setCause(e)
          .log("A job failed");
      end(
          job,
          Job.State.FAILED,
          ErrorKind.INTERNAL,
          "The work failed inside the service; look for job-" + id + " in its log.",
          null);
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
  }

  private <T> void run(JobKind<T> kind, Job job, StoredRun run) throws Exception {
    kind.run(json.readValue(job.request(), kind.requestType()), run);
  }

  private void cancelled(UUID id) {
    store.end(id, new JobStore.Ending(Job.State.CANCELLED, null, null, null), clock.instant());
  }

  private void end(
      Job job,
      Job.State state,
      @Nullable ErrorKind kind,
      @Nullable String failure,
      @Nullable String result) {
    store.end(
        job.id(),
        new JobStore.Ending(state, kind == null ? null : kind.code(), failure, result),
        clock.instant());
  }

  /** The process stops; the job goes on elsewhere. */
  static final class StoppedHalfway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedHalfway(Throwable cause) {
      super("stopped halfway", cause);
    }
  }
}
