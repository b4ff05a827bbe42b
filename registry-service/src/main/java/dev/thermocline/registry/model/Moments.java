package dev.thermocline.registry.model;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the database keeps them, and never before what they follow. */
final class Moments {
  private Moments() {}

  static Instant of(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Now, but not before an earlier change: history stays in order when the clock steps back. */
  static Instant after(Clock clock, Instant earlier) {
    Instant now = of(clock);
    return now.isBefore(earlier) ? earlier : now;
  }
}
