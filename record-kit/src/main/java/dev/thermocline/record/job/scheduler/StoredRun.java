package dev.thermocline.record.job.scheduler;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.record.job.JobStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Gathers progress and writes it at most twice a second. */
final class StoredRun implements JobRun {
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(500);

  private final Job job;
  private final JobStore store;
  private final JsonMapper json;
  private final Clock clock;
  private long done;
  private @Nullable Long total;
  private @Nullable String note;
  private @Nullable String result;
  private Instant written;
  private boolean cancelled;

  StoredRun(Job job, JobStore store, JsonMapper json, Clock clock) {
    this.job = job;
    this.store = store;
    this.json = json;
    this.clock = clock;
    this.total = job.total();
    this.written = clock.instant();
  }

  @Override
  public UUID id() {
    return job.id();
  }

  @Override
  public Project project() {
    return job.project();
  }

  @Override
  public String requestedBy() {
    return job.requestedBy();
  }

  @Override
  public int attempt() {
    return job.attempts();
  }

  @Override
  public synchronized void total(long total) {
    this.total = total;
    flush();
  }

  @Override
  public synchronized void advance(long more) throws JobCancelled {
    done += more;
    stopIfCancelled();
  }

  @Override
  public synchronized void note(String note) {
    this.note = note;
  }

  @Override
  public synchronized void result(Object result) {
    this.result = json.writeValueAsString(result);
  }

  @Override
  public synchronized void stopIfCancelled() throws JobCancelled {
    if (Duration.between(written, clock.instant()).compareTo(BETWEEN_WRITES) >= 0) {
      flush();
    }
    if (cancelled) {
      throw new JobCancelled();
    }
  }

  synchronized void flush() {
    written = clock.instant();
    cancelled |= store.progress(job.id(), done, total, note, written);
  }

  synchronized @Nullable String resultJson() {
    return result;
  }
}
