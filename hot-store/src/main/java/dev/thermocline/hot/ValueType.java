package dev.thermocline.hot;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The type of a feature's value. Arrays have one dimension and hold no nulls.
 *
 * @param scalar the type itself, or of an array's elements
 */
public record ValueType(Scalar scalar, boolean array) {
  /** What one value is made of. */
  public enum Scalar {
    BOOL(1),
    INT32(4),
    INT64(8),
    FLOAT32(4),
    FLOAT64(8),
    STRING(0),
    BYTES(0),
    /** Microseconds since 1970, UTC. */
    TIMESTAMP(8);

    private final int width;

    Scalar(int width) {
      this.width = width;
    }

    /** Bytes of one value, or 0 where the length varies. */
    int width() {
      return width;
    }
  }

  private static final Map<String, ValueType> BY_NAME = new TreeMap<>();

  static {
    for (Scalar scalar : Scalar.values()) {
      for (boolean array : new boolean[] {false, true}) {
        ValueType type = new ValueType(scalar, array);
        BY_NAME.put(type.wireName(), type);
      }
    }
  }

  public static ValueType of(Scalar scalar) {
    return new ValueType(scalar, false);
  }

  public static ValueType arrayOf(Scalar scalar) {
    return new ValueType(scalar, true);
  }

  /** Reads {@code float64} or {@code array<string>}. */
  public static ValueType parse(String name) {
    @Nullable ValueType type = BY_NAME.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "There is no type '" + name + "'; the types are " + BY_NAME.keySet());
    }
    return type;
  }

  public String wireName() {
    String name = scalar.name().toLowerCase(java.util.Locale.ROOT);
    return array ? "array<" + name + ">" : name;
  }

  /** Bytes in the fixed part of a row, or 0 for a value whose length varies. */
  int fixedWidth() {
    return array ? 0 : scalar.width();
  }
}
