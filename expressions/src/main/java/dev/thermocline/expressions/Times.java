package dev.thermocline.expressions;

import dev.thermocline.expressions.Compiler.Compiled;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durations from numbers and back, and the calendar of a timestamp in a named zone. */
final class Times {
  private Times() {}

  static Compiled call(Syntax.Call call, List<Compiled> arguments) {
    return switch (call.function()) {
      case "seconds" -> duration(call, arguments, 1_000_000L);
      case "minutes" -> duration(call, arguments, 60_000_000L);
      case "hours" -> duration(call, arguments, 3_600_000_000L);
      case "days" -> duration(call, arguments, 86_400_000_000L);
      case "in_seconds" -> number(call, arguments, 1e6);
      case "in_minutes" -> number(call, arguments, 60e6);
      case "in_hours" -> number(call, arguments, 3600e6);
      case "in_days" -> number(call, arguments, 86400e6);
      default -> calendar(call, arguments);
    };
  }

  private static Compiled duration(Syntax.Call call, List<Compiled> arguments, long micros) {
    Functions.count(call, arguments, 1, 1);
    if (arguments.getFirst().type() == Type.INT) {
      return Functions.of(
          call, arguments, Type.DURATION, Type.INT, n -> Arithmetic.multiply((Long) n, micros));
    }
    return Functions.of(
        call, arguments, Type.DURATION, Type.FLOAT, x -> rounded((Double) x * micros));
  }

  private static @Nullable Long rounded(double micros) {
    double nearest = StrictMath.rint(micros);
    return nearest >= -0x1p63 && nearest < 0x1p63 ? (Long) (long) nearest : null;
  }

  private static Compiled number(Syntax.Call call, List<Compiled> arguments, double micros) {
    return Functions.of(
        call, arguments, Type.FLOAT, Type.DURATION, d -> ((Long) d).doubleValue() / micros);
  }

  private static Compiled calendar(Syntax.Call call, List<Compiled> arguments) {
    Functions.count(call, arguments, 1, 2);
    ZoneId zone = arguments.size() == 1 ? ZoneOffset.UTC : zone(call.arguments().get(1));
    String part = call.function();
    return Functions.of(
        call,
        arguments.subList(0, 1),
        Type.INT,
        Type.TIMESTAMP,
        micros -> part(part, at((Long) micros, zone)));
  }

  private static ZonedDateTime at(long micros, ZoneId zone) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
        .atZone(zone);
  }

  /** Monday is 1, as in ISO 8601. */
  private static Long part(String name, ZonedDateTime at) {
    int value =
        switch (name) {
          case "year" -> at.getYear();
          case "month" -> at.getMonthValue();
          case "day" -> at.getDayOfMonth();
          case "hour" -> at.getHour();
          case "minute" -> at.getMinute();
          default -> at.getDayOfWeek().getValue();
        };
    return (long) value;
  }

  private static ZoneId zone(Syntax argument) {
    if (argument instanceof Syntax.Literal literal && literal.value() instanceof String name) {
      try {
        return ZoneId.of(name);
      } catch (DateTimeException e) {
        throw new ExpressionException(
            literal.position(),
            "'" + name + "' is no time zone; write one such as 'Europe/Zurich'");
      }
    }
    throw new ExpressionException(
        argument.position(), "the time zone must be written out, such as 'Europe/Zurich'");
  }
}
