package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single values on their way into a tensor: each cast is safe, or refused with the reason. */
public final class Elements {
  private Elements() {}

  /** Writes one element of a fixed-width type. {@code where} names it in errors. */
  public static void put(DataType type, @Nullable Object value, ByteBuffer out, String where) {
    switch (type) {
      case BOOL -> out.put((byte) (bool(value, where) ? 1 : 0));
      case FP64 -> out.putDouble(real(type, value, where));
      case FP32 -> out.putFloat(single(value, where));
      case FP16 -> out.putShort(half(value, where));
      case UINT64 -> out.putLong(unsigned(value, where));
      case BF16, BYTES ->
          throw new IllegalArgumentException("elements of " + type + " have no plain form");
      default -> integer(type, value, out, where);
    }
  }

  private static boolean bool(@Nullable Object value, String where) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number
        && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
      return number.doubleValue() == 1;
    }
    if (value instanceof String text) {
      if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
        return text.equalsIgnoreCase("true");
      }
    }
    throw refused(where, value, "a boolean");
  }

  private static double real(DataType type, @Nullable Object value, String where) {
    double real =
        switch (value) {
          case null -> Double.NaN;
          case Number number -> number.doubleValue();
          case Boolean bool -> bool ? 1 : 0;
          case String text -> parsed(type, text, where);
          default -> throw refused(where, value, "a number");
        };
    if (Double.isInfinite(real) && !(value instanceof Double || value instanceof Float)) {
      throw refused(where, value, "a number that fits " + type);
    }
    return real;
  }

  private static double parsed(DataType type, String text, String where) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      throw refused(where, text, "a number that fits " + type);
    }
  }

  private static float single(@Nullable Object value, String where) {
    double real = real(DataType.FP32, value, where);
    float single = (float) real;
    if (Float.isInfinite(single) && !Double.isInfinite(real)) {
      throw refused(where, value, "a number that fits FP32");
    }
    return single;
  }

  private static short half(@Nullable Object value, String where) {
    float single = single(value, where);
    short half = Float.floatToFloat16(single);
    if (Float.isInfinite(Float.float16ToFloat(half)) && !Float.isInfinite(single)) {
      throw refused(where, value, "a number that fits FP16");
    }
    return half;
  }

  private static void integer(DataType type, @Nullable Object value, ByteBuffer out, String where) {
    long whole = whole(value, type, where);
    long bits = type.width() * 8L;
    boolean fits =
        bits == 64
            || (type.isUnsigned()
                ? whole >= 0 && whole < 1L << bits
                : whole >= -(1L << (bits - 1)) && whole < 1L << (bits - 1));
    if (!fits) {
      throw refused(where, value, "a whole number that fits " + type);
    }
    switch (type.width()) {
      case 1 -> out.put((byte) whole);
      case 2 -> out.putShort((short) whole);
      case 4 -> out.putInt((int) whole);
      default -> out.putLong(whole);
    }
  }

  private static long whole(@Nullable Object value, DataType type, String where) {
    return switch (value) {
      case Integer number -> number;
      case Long number -> number;
      case Short number -> number;
      case Byte number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case Double number when number.longValue() == number && Math.abs(number) < 0x1p63 ->
          number.longValue();
      case Float number when number.longValue() == number && Math.abs(number) < 0x1p63f ->
          number.longValue();
      case String text -> parsedWhole(text, type, where);
      case null -> throw refused(where, null, "a whole number, because " + type + " has no null");
      default -> throw refused(where, value, "a whole number that fits " + type);
    };
  }

  private static long parsedWhole(String text, DataType type, String where) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw refused(where, text, "a whole number that fits " + type);
    }
  }

  private static long unsigned(@Nullable Object value, String where) {
    if (value instanceof BigInteger big && big.signum() >= 0 && big.bitLength() <= 64) {
      return big.longValue();
    }
    long whole = whole(value, DataType.UINT64, where);
    if (whole < 0) {
      throw refused(where, value, "a whole number that fits UINT64");
    }
    return whole;
  }

  /** The bytes of one element of {@link DataType#BYTES}. */
  public static byte[] bytes(@Nullable Object value, String where) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case byte[] bytes -> bytes;
      case Instant instant -> instant.toString().getBytes(StandardCharsets.UTF_8);
      case null -> throw refused(where, null, "a string, because a string has no null here");
      default -> throw refused(where, value, "a string");
    };
  }

  /** The sizes of nested lists, outermost first; a bare value has none. */
  public static long[] shapeOf(@Nullable Object nested, String where) {
    int rank = 0;
    Object inner = nested;
    while (inner instanceof List<?> list) {
      rank++;
      if (rank > 16) {
        throw invalid(where + " is nested deeper than 16 lists.");
      }
      inner = list.isEmpty() ? null : list.getFirst();
    }
    long[] shape = new long[rank];
    inner = nested;
    for (int i = 0; i < rank && inner instanceof List<?> list; i++) {
      shape[i] = list.size();
      inner = list.isEmpty() ? null : list.getFirst();
    }
    return shape;
  }

  /** One tensor from nested lists whose shape is {@code shape}; ragged lists are refused. */
  public static Tensor tensor(
      String name, DataType type, long[] shape, @Nullable Object nested, String where) {
    int count;
    try {
      count = Tensor.count(shape);
    } catch (IllegalArgumentException impossible) {
      throw invalid(where + ": " + impossible.getMessage() + ".");
    }
    if (type == DataType.BYTES) {
      byte[][] elements = new byte[count][];
      int[] next = {0};
      walk(nested, shape, 0, where, leaf -> elements[next[0]++] = bytes(leaf, where));
      return Tensor.ofBytes(name, shape, elements);
    }
    ByteBuffer data = Tensor.buffer(Math.multiplyExact(count, type.width()));
    walk(nested, shape, 0, where, leaf -> put(type, leaf, data, where));
    return Tensor.of(name, type, shape, data.flip());
  }

  private interface Leaf {
    void accept(@Nullable Object value);
  }

  private static void walk(
      @Nullable Object nested, long[] shape, int depth, String where, Leaf leaf) {
    if (depth == shape.length) {
      if (nested instanceof List<?>) {
        throw invalid(where + " is ragged: its lists differ in depth.");
      }
      leaf.accept(nested);
      return;
    }
    if (!(nested instanceof List<?> list) || list.size() != shape[depth]) {
      throw invalid(where + " is ragged: its lists differ in length.");
    }
    for (Object inner : list) {
      walk(inner, shape, depth + 1, where, leaf);
    }
  }

  /** An input that the model needs and nobody gave. */
  public static ThermoclineException missing(String name) {
    return invalid("Model is missing inputs ['" + name + "'].");
  }

  static ThermoclineException invalid(String message) {
    return ThermoclineException.invalid(message);
  }

  private static ThermoclineException refused(String where, @Nullable Object value, String wanted) {
    return new ThermoclineException(
        ErrorKind.BAD_REQUEST, where + " is " + shown(value) + "; it must be " + wanted + ".");
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text ->
          "the string '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      case List<?> _ -> "a list";
      case byte[] _ -> "bytes";
      case Number number -> {
        String text = number.toString();
        yield text.length() > 40 ? text.substring(0, 40) + "…" : text;
      }
      case Boolean bool -> bool.toString();
      default -> "an object";
    };
  }
}
