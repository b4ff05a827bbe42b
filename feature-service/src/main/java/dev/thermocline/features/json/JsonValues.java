package dev.thermocline.features.json;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.kit.error.ThermoclineException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Values of features and keys as JSON: numbers, strings, {@code true}, Base64 for bytes, ISO 8601
 * for timestamps, arrays. What does not fit its type exactly is refused with its place.
 */
public final class JsonValues {
  private static final int SHOWN = 60;

  /** How a timestamp's number counts; its text is always ISO 8601. */
  public enum Numbers {
    MICROSECONDS(1),
    SECONDS(1_000_000);

    private final long micros;

    Numbers(long micros) {
      this.micros = micros;
    }
  }

  private final Numbers numbers;

  public JsonValues(Numbers numbers) {
    this.numbers = numbers;
  }

  /** The value as the hot and the offline store hold it, or null for JSON's null. */
  public @Nullable Object read(@Nullable JsonNode json, ValueType type, String place) {
    if (json == null || json.isNull()) {
      return null;
    }
    if (!type.array()) {
      return scalar(json, type, place);
    }
    if (!json.isArray()) {
      throw wrong(json, type, place);
    }
    List<Object> values = new ArrayList<>(json.size());
    ValueType element = ValueType.of(type.scalar());
    for (JsonNode one : json) {
      if (one.isNull()) {
        throw ThermoclineException.invalid(place + ": an array may hold no null.");
      }
      values.add(scalar(one, element, place));
    }
    return values;
  }

  /** As {@link #read}, and refuses null. */
  public Object readKey(@Nullable JsonNode json, ValueType type, String place) {
    Object value = read(json, type, place);
    if (value == null || value.equals("")) {
      throw ThermoclineException.invalid(place + ": a join key must have a value.");
    }
    return value;
  }

  private Object scalar(JsonNode json, ValueType type, String place) {
    return switch (type.scalar()) {
      case BOOL -> {
        if (!json.isBoolean()) {
          throw wrong(json, type, place);
        }
        yield json.asBoolean();
      }
      case INT32 -> {
        long value = whole(json, type, place);
        if ((int) value != value) {
          throw wrong(json, type, place);
        }
        yield (int) value;
      }
      case INT64 -> whole(json, type, place);
      case FLOAT32 -> (float) real(json, type, place);
      case FLOAT64 -> real(json, type, place);
      case STRING -> text(json, type, place);
      case BYTES -> bytes(json, type, place);
      case TIMESTAMP -> timestamp(json, type, place);
    };
  }

  private static long whole(JsonNode json, ValueType type, String place) {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.asLong();
    }
    // A data frame with gaps turns whole numbers into 7.0.
    if (json.isFloatingPointNumber()) {
      try {
        return new BigDecimal(json.asString()).longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw wrong(json, type, place);
      }
    }
    throw wrong(json, type, place);
  }

  private static double real(JsonNode json, ValueType type, String place) {
    if (json.isNumber()) {
      return json.asDouble();
    }
    return switch (json.isString() ? json.asString() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(json, type, place);
    };
  }

  private static String text(JsonNode json, ValueType type, String place) {
    if (!json.isString()) {
      throw wrong(json, type, place);
    }
    return json.asString();
  }

  private static byte[] bytes(JsonNode json, ValueType type, String place) {
    try {
      return Base64.getDecoder().decode(text(json, type, place));
    } catch (IllegalArgumentException e) {
      throw wrong(json, type, place);
    }
  }

  private long timestamp(JsonNode json, ValueType type, String place) {
    if (json.isString()) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant(json.asString(), place));
    }
    try {
      return Math.multiplyExact(whole(json, type, place), numbers.micros);
    } catch (ArithmeticException e) {
      throw wrong(json, type, place);
    }
  }

  /** A moment of ISO 8601; without a zone it is UTC. */
  public static Instant instant(String text, String place) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
    try {
      return iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw ThermoclineException.invalid(
          "%s: '%s' is no time. Write it as 2026-01-31T12:00:00.000001Z."
              .formatted(place, cut(text)));
    }
  }

  private static ThermoclineException wrong(JsonNode json, ValueType type, String place) {
    return ThermoclineException.invalid(
        "%s: %s is no %s.".formatted(place, cut(json.toString()), type));
  }

  private static String cut(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
