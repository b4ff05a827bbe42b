package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The scalar column types of an MLmodel signature. */
public enum ColumnType {
  BOOLEAN(DataType.BOOL),
  INTEGER(DataType.INT32),
  LONG(DataType.INT64),
  FLOAT(DataType.FP32),
  DOUBLE(DataType.FP64),
  STRING(DataType.BYTES),
  BINARY(DataType.BYTES),
  /** Carried as ISO-8601 text in UTC. */
  DATETIME(DataType.BYTES);

  private final DataType tensorType;

  ColumnType(DataType tensorType) {
    this.tensorType = tensorType;
  }

  public DataType tensorType() {
    return tensorType;
  }

  /** The bytes of a value of a column that is carried as {@link DataType#BYTES}. */
  byte[] bytes(@Nullable Object value, String where) {
    if (value instanceof String text && this == BINARY) {
      return decoded(text, where);
    }
    if (value instanceof String text && this == DATETIME) {
      return Elements.bytes(instant(text, where), where);
    }
    return Elements.bytes(value, where);
  }

  private static byte[] decoded(String text, String where) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw wrong(where + " is not base64; binary values travel in it.");
    }
  }

  private static Instant instant(String text, String where) {
    try {
      if (text.length() <= 10) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      String iso = text.replace(' ', 'T');
      boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
      return zoned
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException notATime) {
      throw wrong(where + " is '" + text + "'; a time is written as in 2026-01-31T12:00:00Z.");
    }
  }

  private static ThermoclineException wrong(String message) {
    return new ThermoclineException(ErrorKind.BAD_REQUEST, message);
  }
}
