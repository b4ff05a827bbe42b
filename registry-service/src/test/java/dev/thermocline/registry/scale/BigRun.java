package dev.thermocline.registry.scale;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One of the many runs: everything about it follows from its number, so that what a search must
 * find can be said without asking the database.
 */
record BigRun(
    String id,
    String name,
    String user,
    String status,
    long startedAt,
    @Nullable Long endedAt,
    double loss,
    double accuracy,
    double epochs,
    @Nullable Double rare,
    String kind,
    String learningRate,
    String trial,
    String commit,
    String team,
    boolean onRareData) {
  static final long BEGIN = 1_700_000_000_000L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** How the runs of an experiment are numbered and what they are made of. */
  record Experiment(int runs, long seed) {
    BigRun run(int n) {
      long started = BEGIN + n * 1_000L + bits(n, 1) % 100_000;
      boolean running = n % 5_000 == 4;
      long tail = bits(n, 2);
      String id =
          String.format(
              Locale.ROOT,
              "%012x7%03x8%015x",
              BEGIN + n * 1_000L,
              tail & 0xfff,
              bits(n, 3) & 0xfffffffffffffffL);
      return new BigRun(
          id,
          "run-" + Long.toHexString(bits(n, 4) & 0xffffffffL),
          "user-" + bits(n, 5) % 20,
          running ? "RUNNING" : n % 1_000 == 3 ? "FAILED" : "FINISHED",
          started,
          running ? null : started + bits(n, 6) % 3_600_000,
          n % 3_000 == 5 ? Double.NaN : fraction(n, 7),
          fraction(n, 8),
          bits(n, 9) % 100,
          n % 10_000 == 6 ? fraction(n, 10) : null,
          "kind-" + bits(n, 11) % 5,
          String.format(Locale.ROOT, "0.%03d", bits(n, 12) % 1_000),
          "trial-" + n * 7_919L % runs,
          Long.toHexString(GOLDEN * (1 + bits(n, 13) % Math.max(1, runs / 100))),
          "team-" + bits(n, 14) % 10,
          n % 20_000 == 8);
    }

    private long bits(int n, int salt) {
      long mixed = (seed + n * 31L + salt * 1_000_003L) * GOLDEN;
      mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
      return (mixed ^ (mixed >>> 31)) >>> 1;
    }

    private double fraction(int n, int salt) {
      return (bits(n, salt) >>> 10) * 0x1.0p-53;
    }
  }
}
