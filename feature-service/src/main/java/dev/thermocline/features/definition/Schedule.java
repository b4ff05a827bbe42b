package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.time.LocalDateTime;
import org.springframework.scheduling.support.CronExpression;

/** Times of a cron line, all in UTC. */
public final class Schedule {
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);
  private static final int LOOKED_AT = 800;

  private Schedule() {}

  /** Refuses what is no cron line of six fields, or never comes. */
  public static void check(String cron) {
    longestInterval(cron);
  }

  /** The longest wait between two of its times, as far as a few hundred of them show. */
  public static Duration longestInterval(String cron) {
    CronExpression parsed = parse(cron);
    LocalDateTime at = parsed.next(START);
    if (at == null) {
      throw ThermoclineException.invalid("schedule '" + Text.shown(cron) + "' never comes.");
    }
    Duration longest = Duration.ZERO;
    for (int i = 0; i < LOOKED_AT; i++) {
      LocalDateTime next = parsed.next(at);
      if (next == null) {
        break;
      }
      Duration wait = Duration.between(at, next);
      longest = wait.compareTo(longest) > 0 ? wait : longest;
      at = next;
    }
    return longest;
  }

  public static CronExpression parse(String cron) {
    try {
      return CronExpression.parse(cron);
    } catch (IllegalArgumentException e) {
      throw new ThermoclineException(
          dev.thermocline.kit.error.ErrorKind.INVALID_ARGUMENT,
          "schedule '%s' is no cron line: it needs second, minute, hour, day, month and weekday, such as '0 0 * * * *'."
              .formatted(Text.shown(cron)),
          e);
    }
  }
}
