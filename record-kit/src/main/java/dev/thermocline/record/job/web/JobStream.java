package dev.thermocline.record.job.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A job as a stream of server-sent events, for the routes of whichever service owns its kind: one
 * event {@code progress} for each change, one {@code end} with the last state.
 */
public final class JobStream {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Jobs jobs;
  private final Semaphore streams = new Semaphore(200);

  public JobStream(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Ends by itself with the job, or after ten minutes: the caller then connects again. */
  public SseEmitter open(Project project, String kind, UUID id) {
    Job first = jobs.get(project, kind, id);
    if (!streams.tryAcquire()) {
      throw new ThermoclineException(
          ErrorKind.TOO_MANY_REQUESTS, "Too many jobs are being watched here; read it as JSON.");
    }
    SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
    Thread.ofVirtual()
        .name("job-stream-" + id)
        .start(() -> {
          try {
            follow(emitter, first);
          } finally {
            streams.release();
          }
        });
    return emitter;
  }

  private void follow(SseEmitter emitter, Job first) {
    long deadline = System.nanoTime() + LONGEST.toNanos() - Duration.ofSeconds(5).toNanos();
    try {
      Job job = first;
      send(emitter, job);
      long sent = System.nanoTime();
      while (!job.state().isEnd() && System.nanoTime() < deadline) {
        Thread.sleep(BETWEEN_LOOKS);
        Job now = jobs.get(job.project(), job.kind(), job.id());
        if (!now.equals(job)) {
          send(emitter, now);
          sent = System.nanoTime();
        } else if (System.nanoTime() - sent > KEEP_ALIVE.toNanos()) {
          emitter.send(SseEmitter.event().comment("still there"));
          sent = System.nanoTime();
        }
        job = now;
      }
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (IOException | IllegalStateException hungUp) {
      emitter.complete();
    } catch (RuntimeException e) {
      emitter.completeWithError(e);
    }
  }

  private static void send(SseEmitter emitter, Job job) throws IOException {
    emitter.send(
        SseEmitter.event()
            .name(job.state().isEnd() ? "end" : "progress")
            .data(JobResponse.of(job)));
  }
}
