package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The type of a feature, a join key or a request input: a scalar, or an array of one. */
public record ValueType(Scalar scalar, boolean array) {
  private static final String ARRAY = "array<";

  public static ValueType of(Scalar scalar) {
    return new ValueType(scalar, false);
  }

  public static ValueType arrayOf(Scalar scalar) {
    return new ValueType(scalar, true);
  }

  /** Reads {@code int64} or {@code array<int64>}. */
  public static ValueType parse(String word) {
    boolean array = word.startsWith(ARRAY) && word.endsWith(">");
    String inner = array ? word.substring(ARRAY.length(), word.length() - 1) : word;
    for (Scalar scalar : Scalar.values()) {
      if (scalar.word().equals(inner)) {
        return new ValueType(scalar, array);
      }
    }
    throw ThermoclineException.invalid(
        "'%s' is no type. The types are %s, and array<...> of each."
            .formatted(
                Text.shown(word),
                Arrays.stream(Scalar.values())
                    .map(Scalar::word)
                    .collect(Collectors.joining(", "))));
  }

  /** The word for it in definitions; {@link #parse} reads it back. */
  public String word() {
    return array ? ARRAY + scalar.word() + ">" : scalar.word();
  }

  /** Whether an entity can be found by a value of this type: what is exact and has no NaN. */
  public boolean canBeKey() {
    return !array
        && switch (scalar) {
          case BOOL, INT32, INT64, STRING, BYTES, TIMESTAMP -> true;
          case FLOAT32, FLOAT64 -> false;
        };
  }

  @Override
  public String toString() {
    return word();
  }
}
