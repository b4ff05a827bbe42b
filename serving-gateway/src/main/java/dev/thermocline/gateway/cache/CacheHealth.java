package dev.thermocline.gateway.cache;

import java.time.Duration;

/** Keeps away from a store that fails: longer after each failure, then one careful try. */
final class CacheHealth {
  private static final long SHORTEST = Duration.ofMillis(50).toNanos();
  private static final long LONGEST = Duration.ofSeconds(2).toNanos();

  private long pause;
  private long failedAt;
  private boolean trying;

  /** Whether to ask the store now. Whoever gets true says how it went. */
  synchronized boolean mayAsk() {
    if (pause == 0) {
      return true;
    }
    if (trying || System.nanoTime() - failedAt < pause) {
      return false;
    }
    trying = true;
    return true;
  }

  synchronized void succeeded() {
    pause = 0;
    trying = false;
  }

  synchronized void failed() {
    pause = pause == 0 ? SHORTEST : Math.min(LONGEST, pause * 2);
    failedAt = System.nanoTime();
    trying = false;
  }

  synchronized boolean isWell() {
    return pause == 0;
  }
}
