package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;

/** The moment after which nobody waits for the answer any more. */
public final class Deadline {
  private final long atNanos;
  private final Duration allowed;

  private Deadline(long fromNanos, Duration allowed) {
    this.allowed = allowed;
    this.atNanos = fromNanos + allowed.toNanos();
  }

  public static Deadline in(Duration allowed) {
    return new Deadline(System.nanoTime(), allowed);
  }

  /** Never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  public boolean isOver() {
    return atNanos - System.nanoTime() <= 0;
  }

  /** Throws when the time is over; {@code step} names what was about to begin. */
  public void require(String step) {
    if (isOver()) {
      throw exceeded(step);
    }
  }

  public ThermoclineException exceeded(String step) {
    return new ThermoclineException(
        ErrorKind.DEADLINE_EXCEEDED,
        "The request's time of %d ms was over before %s; allow more with X-Request-Timeout."
            .formatted(allowed.toMillis(), step));
  }
}
