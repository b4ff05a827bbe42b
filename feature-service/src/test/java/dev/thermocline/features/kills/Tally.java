package dev.thermocline.features.kills;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Counts what held and what did not, and knows how long there is. */
final class Tally {
  private final long deadline;
  private int passed;
  private int failed;

  Tally() {
    long seconds =
        Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_BUDGET_SECONDS", "3000"));
    deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
  }

  static long seed() {
    return Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_SEED", "1"));
  }

  /** As many as asked for by name; fewer in a run over everything. */
  static int rounds(int full, int fewer) {
    String own = System.getenv("THERMOCLINE_ROUNDS");
    if (own != null) {
      return Integer.parseInt(own);
    }
    return Boolean.parseBoolean(System.getenv("THERMOCLINE_FULL")) ? full : fewer;
  }

  boolean hasTime() {
    return System.nanoTime() < deadline;
  }

  void check(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      failed++;
      System.out.println("FAILED " + what);
    }
  }

  /** Waits for something; false when it does not come. */
  static boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
    return await(atMost, Duration.ofMillis(100), condition);
  }

  static boolean await(Duration atMost, Duration betweenLooks, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(betweenLooks);
    }
    return condition.getAsBoolean();
  }

  int report() {
    System.out.println(passed + " passed, " + failed + " failed");
    return failed;
  }
}
