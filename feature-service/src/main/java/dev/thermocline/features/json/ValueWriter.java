package dev.thermocline.features.json;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.hot.PackedRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes values of rows as JSON, straight from their bytes where they are numbers. */
public final class ValueWriter {
  private final JsonValues.Numbers timestamps;

  /** Microseconds stand for ISO 8601 text, seconds for whole numbers of them. */
  public ValueWriter(JsonValues.Numbers timestamps) {
    this.timestamps = timestamps;
  }

  /** Writes a value that is there. */
  public void write(JsonGenerator json, PackedRow row, int index, ValueType type) {
    if (type.array()) {
      json.writeStartArray();
      if (row.get(index) instanceof List<?> list) {
        for (Object value : list) {
          write(json, value, type);
        }
      }
      json.writeEndArray();
      return;
    }
    switch (type.scalar()) {
      case BOOL -> json.writeBoolean(row.getBool(index));
      case INT32 -> json.writeNumber(row.getInt32(index));
      case INT64 -> json.writeNumber(row.getInt64(index));
      case FLOAT32 -> json.writeNumber(row.getFloat32(index));
      case FLOAT64 -> json.writeNumber(row.getFloat64(index));
      case STRING -> json.writeString(row.getString(index));
      case BYTES -> write(json, row.get(index), type);
      case TIMESTAMP -> timestamp(json, row.getInt64(index));
    }
  }

  /** Writes a value as rows of any kind hold it. */
  public void write(
      JsonGenerator json, @org.jspecify.annotations.Nullable Object value, ValueType type) {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number when type.scalar() == dev.thermocline.features.definition.Scalar.TIMESTAMP ->
          timestamp(json, number);
      case Long number -> json.writeNumber(number);
      case Float number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case byte[] bytes -> json.writeBinary(bytes);
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(one -> write(json, one, type));
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }

  private void timestamp(JsonGenerator json, long micros) {
    if (timestamps == JsonValues.Numbers.SECONDS) {
      json.writeNumber(Math.floorDiv(micros, 1_000_000L));
    } else {
      json.writeString(text(micros));
    }
  }

  /** ISO 8601 with as many digits as the moment has. */
  public static String text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
