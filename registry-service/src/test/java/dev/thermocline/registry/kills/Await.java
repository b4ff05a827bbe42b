package dev.thermocline.registry.kills;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for progress, so that a kill falls into work and not into a slow start. */
final class Await {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private Await() {}

  /** Whether the condition came true in time. */
  static boolean until(BooleanSupplier condition) {
    long until = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return true;
  }
}
