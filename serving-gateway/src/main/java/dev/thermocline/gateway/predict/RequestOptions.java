package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for besides its answer; the same headers in every dialect.
 *
 * @param readCache whether a cached answer will do
 * @param writeCache whether the answer may be kept
 * @param stickyKey keeps a caller without entity keys on one arm
 */
public record RequestOptions(
    Deadline deadline, boolean readCache, boolean writeCache, @Nullable String stickyKey) {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Reads what the headers of a request say besides its time. */
  public static RequestOptions of(
      Deadline deadline, @Nullable String cacheControl, @Nullable String stickyKey) {
    String wish = cacheControl == null ? "" : cacheControl.toLowerCase(Locale.ROOT);
    boolean noStore = wish.contains("no-store");
    return new RequestOptions(
        deadline, !noStore && !wish.contains("no-cache"), !noStore, stickyKey);
  }

  /**
   * The moment after which the caller waits no longer, counted from now.
   *
   * @param timeout milliseconds as a bare number, {@code 250ms}, {@code 2s} or ISO-8601
   */
  public static Deadline deadline(@Nullable String timeout, Duration otherwise) {
    return Deadline.in(timeout == null ? otherwise : duration(timeout.strip()));
  }

  private static Duration duration(String text) {
    Duration duration = parsed(text);
    if (duration == null || duration.isNegative() || duration.isZero()) {
      throw ThermoclineException.invalid(
          "X-Request-Timeout is '%s'; write milliseconds (250), 250ms, 2s or PT2S."
              .formatted(text.length() > 40 ? text.substring(0, 40) : text));
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }

  private static @Nullable Duration parsed(String text) {
    try {
      if (text.startsWith("P")) {
        return Duration.parse(text);
      }
      if (text.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
      }
      if (text.endsWith("s")) {
        double seconds = Double.parseDouble(text.substring(0, text.length() - 1));
        return Duration.ofMillis((long) Math.min(seconds * 1e3, (double) LONGEST.toMillis()));
      }
      return Duration.ofMillis(Long.parseLong(text));
    } catch (NumberFormatException | DateTimeParseException notATime) {
      return null;
    }
  }
}
