package dev.thermocline.hot;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The three times of a row in microseconds since 1970, UTC.
 *
 * @param event when the fact was true
 * @param created when the source recorded it, or {@link #NO_CREATED}
 * @param ingest when the platform took it in
 */
public record RowTimes(long event, long created, long ingest) {
  /** The lowest created time: the source records none. */
  public static final long NO_CREATED = Long.MIN_VALUE;

  /**
   * Times outside these bounds are refused: every one, and the distance of any two, must be exact
   * as a double, which is the only number that Redis' scripts have.
   */
  public static final Instant EARLIEST = Instant.parse("1830-01-01T00:00:00Z");

  public static final Instant LATEST = Instant.parse("2110-01-01T00:00:00Z");

  private static final long LEAST = micros(EARLIEST);
  private static final long GREATEST = micros(LATEST);

  public RowTimes {
    check("event", event);
    if (created != NO_CREATED) {
      check("created", created);
    }
    check("ingest", ingest);
  }

  public static RowTimes of(Instant event, @Nullable Instant created, Instant ingest) {
    return new RowTimes(
        micros(event), created == null ? NO_CREATED : micros(created), micros(ingest));
  }

  public boolean hasCreated() {
    return created != NO_CREATED;
  }

  /** Whether {@link RowTimes} takes a time. */
  public static boolean inRange(long micros) {
    return micros >= LEAST && micros <= GREATEST;
  }

  /** Cuts off what is finer than a microsecond. */
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void check(String which, long micros) {
    if (!inRange(micros)) {
      throw new IllegalArgumentException(
          "The " + which + " time " + micros + " µs lies outside " + EARLIEST + " to " + LATEST);
    }
  }
}
