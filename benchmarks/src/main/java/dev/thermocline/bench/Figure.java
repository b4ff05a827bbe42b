package dev.thermocline.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.thermocline.bench.load.Measured;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contender did over all rounds: medians, with the least and the greatest beside them.
 *
 * @param contest which work
 * @param contender who
 * @param amount so many {@code unit}, which is something a second or, where less is better, a size
 *     or a time
 */
public record Figure(
    String suite,
    String contest,
    String contender,
    String unit,
    Spread amount,
    Spread p50Millis,
    Spread p99Millis,
    long failures) {
  /** The middle of the rounds and how far they lie apart. */
  public record Spread(double median, double least, double greatest) {
    static Spread of(List<Measured> rounds, ToDoubleFunction<Measured> value) {
      double[] sorted = rounds.stream().mapToDouble(value).toArray();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Whether no round of one lies between rounds of the other. */
    boolean isApartFrom(Spread other) {
      return least > other.greatest || greatest < other.least;
    }
  }

  /** Whether it counts what is done in a second; else it is a size or a time. */
  @JsonIgnore
  public boolean isRate() {
    return unit.endsWith("/s");
  }

  static Figure of(String suite, Contest contest, String contender, List<Measured> rounds) {
    return new Figure(
        suite,
        contest.name(),
        contender,
        contest.unit(),
        Spread.of(rounds, Measured::amount),
        Spread.of(rounds, m -> m.millisAt(50)),
        Spread.of(rounds, m -> m.millisAt(99)),
        rounds.stream().mapToLong(Measured::failures).sum());
  }
}
