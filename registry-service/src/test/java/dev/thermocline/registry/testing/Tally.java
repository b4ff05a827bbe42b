package dev.thermocline.registry.testing;

import java.time.Duration;

/**
 * What a check is told, and what it found: counts what held and what did not, and knows how long
 * there is. Safe for many threads.
 */
public final class Tally {
  private final long seed;
  private final long deadline;
  private final boolean full;
  private final String rounds;
  private int passed;
  private int failed;

  private Tally(long seed, Duration budget, boolean full, String rounds) {
    this.seed = seed;
    this.deadline = System.nanoTime() + budget.toNanos();
    this.full = full;
    this.rounds = rounds;
  }

  /** Of the seed, the seconds, whether it was asked for by name, and a number of rounds or none. */
  public static Tally of(String[] arguments) {
    return new Tally(
        Long.parseLong(arguments[0]),
        Duration.ofSeconds(Long.parseLong(arguments[1])),
        Boolean.parseBoolean(arguments[2]),
        arguments.length > 3 ? arguments[3] : "");
  }

  public long seed() {
    return seed;
  }

  /** As many as asked for; else all of them by name, and fewer in a run over everything. */
  public int rounds(int all, int fewer) {
    return rounds.isEmpty() ? (full ? all : fewer) : Integer.parseInt(rounds);
  }

  public boolean hasTime() {
    return System.nanoTime() < deadline;
  }

  public synchronized void check(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      failed++;
      System.out.println("FAILED " + what);
    }
  }

  /** Prints the sum; what the check ends with. */
  public synchronized int report() {
    System.out.println(passed + " passed, " + failed + " failed");
    return failed == 0 ? 0 : 1;
  }
}
