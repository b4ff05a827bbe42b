package dev.thermocline.gateway.runtime;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named, typed array in row-major order. Elements of fixed width lie little-endian in one buffer,
 * which is what binary requests carry, what native runtimes read and what digests are taken of.
 * Nobody writes to a tensor after it was handed on.
 */
public final class Tensor {
  private static final byte[][] NO_ELEMENTS = {};

  private final String name;
  private final DataType type;
  private final long[] shape;
  private final int count;
  private final ByteBuffer data;
  private final byte[][] elements;

  private Tensor(
      String name, DataType type, long[] shape, int count, ByteBuffer data, byte[][] elements) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.count = count;
    this.data = data;
    this.elements = elements;
  }

  /**
   * Wraps bytes of fixed-width elements.
   *
   * @throws IllegalArgumentException when the bytes are not exactly as many as the shape asks for
   */
  public static Tensor of(String name, DataType type, long[] shape, ByteBuffer bytes) {
    int count = count(shape);
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (type == DataType.BYTES || (long) count * type.width() != data.remaining()) {
      throw new IllegalArgumentException(
          data.remaining() + " bytes are not " + Arrays.toString(shape) + " of " + type);
    }
    return new Tensor(name, type, shape.clone(), count, data, NO_ELEMENTS);
  }

  public static Tensor ofBytes(String name, long[] shape, byte[][] elements) {
    if (count(shape) != elements.length) {
      throw new IllegalArgumentException(
          elements.length + " elements are not " + Arrays.toString(shape));
    }
    return new Tensor(
        name, DataType.BYTES, shape.clone(), elements.length, ByteBuffer.allocate(0), elements);
  }

  public static Tensor ofStrings(String name, long[] shape, List<String> strings) {
    byte[][] elements = new byte[strings.size()][];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = strings.get(i).getBytes(StandardCharsets.UTF_8);
    }
    return ofBytes(name, shape, elements);
  }

  public static Tensor ofFloats(String name, long[] shape, float... values) {
    ByteBuffer data = buffer(values.length * 4);
    data.asFloatBuffer().put(values);
    return of(name, DataType.FP32, shape, data);
  }

  public static Tensor ofDoubles(String name, long[] shape, double... values) {
    ByteBuffer data = buffer(values.length * 8);
    data.asDoubleBuffer().put(values);
    return of(name, DataType.FP64, shape, data);
  }

  public static Tensor ofLongs(String name, long[] shape, long... values) {
    ByteBuffer data = buffer(values.length * 8);
    data.asLongBuffer().put(values);
    return of(name, DataType.INT64, shape, data);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How many elements a shape has.
   *
   * @throws IllegalArgumentException for negative sizes and for more than an array can hold
   */
  public static int count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("a size of " + Arrays.toString(shape) + " is negative");
      }
      count = Math.multiplyHigh(count, size) == 0 ? count * size : Long.MAX_VALUE;
      if (count > Integer.MAX_VALUE || count < 0) {
        throw new IllegalArgumentException("the shape " + Arrays.toString(shape) + " is too large");
      }
    }
    return (int) count;
  }

  public String name() {
    return name;
  }

  public DataType type() {
    return type;
  }

  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public int count() {
    return count;
  }

  /** The size of the first dimension: how many rows a batch has; 1 for a scalar. */
  public int rows() {
    return shape.length == 0 ? 1 : (int) shape[0];
  }

  /** The little-endian bytes, as a view of its own; empty for {@link DataType#BYTES}. */
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** About how much memory it takes. */
  public long heldBytes() {
    long bytes = 256L + data.capacity();
    for (byte[] element : elements) {
      bytes += 24 + element.length;
    }
    return bytes;
  }

  public byte[] element(int index) {
    return elements[index];
  }

  public String stringAt(int index) {
    return new String(elements[index], StandardCharsets.UTF_8);
  }

  public Tensor named(String other) {
    return other.equals(name) ? this : new Tensor(other, type, shape, count, data, elements);
  }

  /** The same elements under another shape of the same count. */
  public Tensor reshaped(long... other) {
    if (count(other) != count) {
      throw new IllegalArgumentException(
          Arrays.toString(shape) + " cannot become " + Arrays.toString(other));
    }
    return new Tensor(name, type, other.clone(), count, data, elements);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive), sharing the bytes. */
  public Tensor rows(int from, int to) {
    long[] part = shape.clone();
    part[0] = (long) to - from;
    int perRow = rows() == 0 ? 0 : count / rows();
    if (type == DataType.BYTES) {
      return ofBytes(name, part, Arrays.copyOfRange(elements, from * perRow, to * perRow));
    }
    int rowBytes = perRow * type.width();
    return of(name, type, part, data.slice(from * rowBytes, (to - from) * rowBytes));
  }

  /** One after the other along the first dimension; all must agree in the rest. */
  public static Tensor concat(List<Tensor> parts) {
    Tensor first = parts.getFirst();
    if (parts.size() == 1) {
      return first;
    }
    long[] whole = first.shape();
    whole[0] = 0;
    int bytes = 0;
    for (Tensor part : parts) {
      whole[0] += part.shape[0];
      bytes += part.data.remaining();
    }
    if (first.type == DataType.BYTES) {
      List<byte[]> all = new ArrayList<>();
      for (Tensor part : parts) {
        all.addAll(Arrays.asList(part.elements));
      }
      return ofBytes(first.name, whole, all.toArray(byte[][]::new));
    }
    ByteBuffer data = buffer(bytes);
    for (Tensor part : parts) {
      data.put(part.data());
    }
    return of(first.name, first.type, whole, data.flip());
  }

  public long longAt(int index) {
    return switch (type) {
      case BOOL, UINT8 -> data.get(index) & 0xff;
      case INT8 -> data.get(index);
      case UINT16 -> data.getShort(index * 2) & 0xffff;
      case INT16 -> data.getShort(index * 2);
      case UINT32 -> data.getInt(index * 4) & 0xffff_ffffL;
      case INT32 -> data.getInt(index * 4);
      case UINT64, INT64 -> data.getLong(index * 8);
      default -> (long) doubleAt(index);
    };
  }

  public double doubleAt(int index) {
    return switch (type) {
      case FP64 -> data.getDouble(index * 8);
      case FP32 -> data.getFloat(index * 4);
      case FP16 -> Float.float16ToFloat(data.getShort(index * 2));
      case BF16 -> Float.intBitsToFloat((data.getShort(index * 2) & 0xffff) << 16);
      case UINT64 -> unsigned(data.getLong(index * 8));
      case BYTES -> throw new IllegalStateException(name + " holds bytes, not numbers");
      default -> longAt(index);
    };
  }

  private static double unsigned(long value) {
    double halves = (double) (value >>> 1) * 2;
    return value >= 0 ? value : halves + (value & 1);
  }

  /** One element as JSON knows it; null for what JSON has no number for. */
  public @Nullable Object valueAt(int index) {
    return switch (type) {
      case BOOL -> data.get(index) != 0;
      case FP64 -> finite(data.getDouble(index * 8));
      case FP32 -> finite(data.getFloat(index * 4));
      case FP16, BF16 -> finite((float) doubleAt(index));
      case BYTES -> stringAt(index);
      case UINT64 -> {
        long value = data.getLong(index * 8);
        yield value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
      }
      default -> longAt(index);
    };
  }

  private static @Nullable Object finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable Object finite(float value) {
    return Float.isFinite(value) ? value : null;
  }

  /** Nested lists by shape, or the bare value of a scalar. */
  public @Nullable Object nested() {
    return nested(0, 0);
  }

  /** The part of {@link #nested()} that belongs to one row. */
  public @Nullable Object nestedRow(int row) {
    return shape.length <= 1 ? valueAt(row) : nested(1, row * (count / rows()));
  }

  private @Nullable Object nested(int dimension, int offset) {
    if (dimension == shape.length) {
      return valueAt(offset);
    }
    int size = (int) shape[dimension];
    int step = 1;
    for (int i = dimension + 1; i < shape.length; i++) {
      step *= (int) shape[i];
    }
    List<@Nullable Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(nested(dimension + 1, offset + i * step));
    }
    return list;
  }

  /** All elements in row-major order, as JSON knows them. */
  public List<@Nullable Object> flat() {
    List<@Nullable Object> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(valueAt(i));
    }
    return list;
  }

  @Override
  public String toString() {
    return name + ":" + type + Arrays.toString(shape);
  }
}
