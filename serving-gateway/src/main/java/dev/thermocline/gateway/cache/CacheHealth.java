package dev.thermocline.gateway.cache;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps away from a store that fails: longer after each failure, then one careful try. */
final class CacheHealth {
  private static final long SHORTEST = Duration.ofMillis(50).toNanos();
  private static final long LONGEST = Duration.ofMillis(500).toNanos();

  private final LongSupplier nanos;
  private long pause;
  private long triedAt;

  CacheHealth(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Whether to ask the store now. While it fails one request asks after each pause, and need not
   * say how it went: it may have ended for another reason.
   */
  synchronized boolean mayAsk() {
    if (pause == 0) {
      return true;
    }
    long now = nanos.getAsLong();
    if (now - triedAt < pause) {
      return false;
    }
    triedAt = now;
    return true;
  }

  synchronized void succeeded() {
    pause = 0;
  }

  synchronized void failed() {
    pause = pause == 0 ? SHORTEST : Math.min(LONGEST, pause * 2);
    triedAt = nanos.getAsLong();
  }

  synchronized boolean isWell() {
    return pause == 0;
  }
}
