package dev.thermocline.gateway.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Eventually() {}

  public static void holds(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
