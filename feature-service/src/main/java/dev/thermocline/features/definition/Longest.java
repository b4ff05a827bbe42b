package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations are counted in microseconds, so the longest one is bounded. */
final class Longest {
  private static final Duration BOUND = Duration.ofDays(36_525);

  private Longest() {}

  static void check(String what, @Nullable Duration duration) {
    if (duration != null && (duration.isNegative() || duration.compareTo(BOUND) > 0)) {
      throw ThermoclineException.invalid(what + " must lie between nothing and a hundred years.");
    }
  }
}
