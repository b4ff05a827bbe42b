package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one worker running: one that ends or hangs is started anew, after a while that doubles with
 * each failure in a row. Safe for many threads.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final WorkerQuestion READY = WorkerQuestion.get("/v2/health/ready");

  private final ModelVersion model;
  private final ModelFolder folder;
  private final WorkerLauncher launcher;
  private final PythonSettings settings;
  private final Object change = new Object();
  private volatile @Nullable Worker worker;
  private volatile String reason = "its worker has not been started";
  private volatile boolean closed;

  Supervisor(
      ModelVersion model, ModelFolder folder, WorkerLauncher launcher, PythonSettings settings) {
    this.model = model;
    this.folder = folder;
    this.launcher = launcher;
    this.settings = settings;
  }

  /** Starts the first worker and waits until it is ready; a failure is told and not repeated. */
  void start() {
    try {
      Worker first = startWorker();
      worker = first;
      Thread _ = Thread.ofVirtual().name("python-supervisor").start(() -> supervise(first));
    } catch (IOException failed) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s cannot be served by Python: %s.".formatted(model, failed.getMessage()),
          failed);
    }
  }

  WorkerAnswer ask(WorkerQuestion question, Deadline deadline) {
    Worker current = worker;
    if (current == null) {
      throw unavailable(null);
    }
    try {
      return current.ask(question, deadline);
    } catch (IOException failed) {
      throw unavailable(failed);
    }
  }

  boolean isServing() {
    Worker current = worker;
    return current != null && !current.ended().isDone();
  }

  @Nullable Worker current() {
    return worker;
  }

  @Override
  public void close() {
    Worker last;
    synchronized (change) {
      closed = true;
      last = worker;
      worker = null;
      change.notifyAll();
    }
    if (last != null) {
      last.close();
    }
  }

  private ThermoclineException unavailable(@Nullable IOException cause) {
    String why = cause == null ? reason : String.valueOf(cause.getMessage());
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "%s is not being served right now: %s. Its worker is being started again."
            .formatted(model, why),
        cause);
  }

  private Worker startWorker() throws IOException {
    Worker started = launcher.launch(model, folder);
    log.atInfo()
        .addKeyValue("model", model)
        .addKeyValue("pid", started.pid())
        .addKeyValue("network", started.hasNetwork())
        .log("A Python worker is ready.");
    return started;
  }

  private void supervise(Worker first) {
    Worker running = first;
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      long began = System.nanoTime();
      watch(running);
      if (closed) {
        return;
      }
      worker = null;
      reason = running.end();
      running.close();
      log.atWarn().addKeyValue("model", model).addKeyValue("reason", reason).log("A worker ended.");
      if (System.nanoTime() - began > LONGEST_PAUSE.toNanos()) {
        pause = FIRST_PAUSE;
      }
      Worker next = null;
      while (next == null && waited(pause)) {
        pause = doubled(pause);
        next = restarted();
      }
      if (next == null) {
        return;
      }
      running = next;
    }
  }

  private @Nullable Worker restarted() {
    try {
      Worker next = startWorker();
      synchronized (change) {
        if (!closed) {
          worker = next;
          return next;
        }
      }
      next.close();
    } catch (IOException | ThermoclineException failed) {
      reason = String.valueOf(failed.getMessage());
      log.atWarn()
          .addKeyValue("model", model)
          .addKeyValue("reason", reason)
          .log("A worker could not be started again.");
    }
    return null;
  }

  /** Returns when the worker has ended, which it is made to when it hangs. */
  private void watch(Worker running) {
    while (!running.ended().isDone() && !closed) {
      try {
        var _ = running.ended().get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillRunning) {
        if (!closed && !isWell(running)) {
          running.kill();
          running.ended().join();
        }
      } catch (ExecutionException | InterruptedException stop) {
        return;
      }
    }
  }

  private boolean isWell(Worker running) {
    try {
      return running.ask(READY, Deadline.in(settings.longestPrediction())).status() == 200;
    } catch (IOException | ThermoclineException silent) {
      return running.ended().isDone();
    }
  }

  /** False once there is nothing to wait for any more. */
  private boolean waited(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    synchronized (change) {
      try {
        for (long left = pause.toMillis(); left > 0 && !closed; ) {
          change.wait(left);
          left = (end - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException stop) {
        return false;
      }
    }
    return !closed;
  }

  private static Duration doubled(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
