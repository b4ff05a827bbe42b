package dev.thermocline.features.hot;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one thing again and again in a thread of its own; a failure is logged, not fatal. */
public final class Ticker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticker.class);

  private final ScheduledExecutorService thread;

  /** Begins after the first pause. */
  public Ticker(String name, Duration pause, Runnable work) {
    this(name, pause, pause, work);
  }

  /** Begins at once. */
  public static Ticker atOnce(String name, Duration pause, Runnable work) {
    return new Ticker(name, Duration.ZERO, pause, work);
  }

  private Ticker(String name, Duration first, Duration pause, Runnable work) {
    this.thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name(name).factory());
    var _ =
        thread.scheduleWithFixedDelay(
            () -> attempt(name, work), first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void attempt(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.debug("{} failed and is tried again", name, e);
    }
  }

  /** What is being done is interrupted. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
