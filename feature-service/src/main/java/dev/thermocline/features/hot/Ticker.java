package dev.thermocline.features.hot;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one thing again and again in a thread of its own; a failure is logged, not fatal. */
public final class Ticker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticker.class);

  private final Thread thread;

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
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              try {
                Thread.sleep(first);
                while (true) {
                  attempt(name, work);
                  Thread.sleep(pause);
                }
              } catch (InterruptedException stopped) {
                log.debug("Stopped {}", name);
              }
            });
  }

  private static void attempt(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.debug("{} failed and is tried again", name, e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
