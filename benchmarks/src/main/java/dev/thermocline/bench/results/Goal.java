package dev.thermocline.bench.results;

import dev.thermocline.bench.Figure;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * What one figure should be, by itself or beside another one of the same contest.
 *
 * @param other whom it is divided by, or compared with; empty where it stands for itself
 */
record Goal(String suite, String contest, String who, String other, Kind kind, double bound) {
  enum Kind {
    TIMES("at least %s %s"),
    RATE("at least %s"),
    SIZE("at most %s"),
    P50("median at most %s"),
    P99("p99 at most %s"),
    P99_ABOVE("p99 at most %s above %s");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static Goal times(String suite, String contest, String who, String other, double least) {
    return new Goal(suite, contest, who, other, Kind.TIMES, least);
  }

  static Goal alone(String suite, String contest, String who, Kind kind, double bound) {
    return new Goal(suite, contest, who, "", kind, bound);
  }

  /** What was measured; empty as long as nothing was. */
  Optional<Double> measured(Collection<Recorded> runs) {
    for (Recorded run : runs) {
      Optional<Figure> mine = run.find(suite, contest, who);
      Optional<Figure> its = other.isEmpty() ? mine : run.find(suite, contest, other);
      if (mine.isPresent() && its.isPresent()) {
        double value = value(mine.get());
        double beside = value(its.get());
        return Optional.of(
            switch (kind) {
              case TIMES -> value / beside;
              case P99_ABOVE -> value - beside;
              default -> value;
            });
      }
    }
    return Optional.empty();
  }

  private double value(Figure figure) {
    return switch (kind) {
      case TIMES, RATE, SIZE -> figure.amount().median();
      case P50 -> figure.p50Millis().median();
      case P99, P99_ABOVE -> figure.p99Millis().median();
    };
  }

  boolean isMetBy(double measured) {
    return switch (kind) {
      case TIMES, RATE -> measured >= bound;
      default -> measured <= bound;
    };
  }

  /** The goal in words. */
  String says() {
    return kind.words.formatted(shown(bound), other);
  }

  String shown(double value) {
    return switch (kind) {
      case TIMES -> String.format(Locale.ROOT, value < 3 ? "%.2fx" : "%.1fx", value);
      case RATE -> String.format(Locale.ROOT, "%,.0f/s", value);
      case SIZE -> String.format(Locale.ROOT, "%.1f B", value);
      default -> String.format(Locale.ROOT, "%.2f ms", value);
    };
  }
}
