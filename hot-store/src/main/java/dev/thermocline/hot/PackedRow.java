package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One row of one view as it stands in Redis, read in place: nothing is copied until a value that is
 * an object is asked for. Layout 1 of the module's README.
 */
public final class PackedRow {
  static final int LAYOUT = 1;
  static final int TOMBSTONE = 1;
  static final int NULLS = 2;
  static final int STREAM = 4;
  static final int CREATED = 8;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final RowHeader header;
  private final RowSchema schema;

  /** Where the fixed part begins, past the null bitmap. */
  private final int fixed;

  private PackedRow(byte[] bytes, RowHeader header, RowSchema schema) {
    this.bytes = bytes;
    this.header = header;
    this.schema = schema;
    this.fixed = header.body() + (header.has(NULLS) ? schema.bitmapSize() : 0);
  }

  /**
   * Reads a field's bytes.
   *
   * @param schemas finds the schema that the row names; null where it is not known
   * @throws UnknownSchemaException when the row is written by a schema that is not known here
   * @throws DamagedRowException when the bytes are no packed row
   */
  public static PackedRow read(byte[] bytes, Schemas schemas) {
    RowHeader header = RowHeader.read(bytes);
    @Nullable RowSchema schema = schemas.find(header.schema());
    if (schema == null) {
      throw new UnknownSchemaException(header.schema());
    }
    PackedRow row = new PackedRow(bytes, header, schema);
    if (!header.has(TOMBSTONE) && bytes.length < row.fixed + schema.fixedSize()) {
      throw new DamagedRowException(bytes, "its values are cut off");
    }
    return row;
  }

  /** Finds a schema of the row's view by number. */
  @FunctionalInterface
  public interface Schemas {
    @Nullable RowSchema find(int number);
  }

  public RowSchema schema() {
    return schema;
  }

  public RowTimes times() {
    return new RowTimes(header.event(), header.created(), header.ingest());
  }

  public long event() {
    return header.event();
  }

  public Provenance provenance() {
    return header.provenance();
  }

  /** Whether the row says that the entity has no values any more. */
  public boolean isTombstone() {
    return header.has(TOMBSTONE);
  }

  public Mark mark() {
    return Mark.of(bytes);
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  public boolean isNull(int index) {
    return header.has(NULLS) && ((bytes[header.body() + (index >> 3)] >> (index & 7)) & 1) != 0;
  }

  public boolean getBool(int index) {
    return bytes[at(index)] != 0;
  }

  public int getInt32(int index) {
    return (int) INT.get(bytes, at(index));
  }

  /** An INT64, or a TIMESTAMP in microseconds. */
  public long getInt64(int index) {
    return (long) LONG.get(bytes, at(index));
  }

  public float getFloat32(int index) {
    return (float) FLOAT.get(bytes, at(index));
  }

  public double getFloat64(int index) {
    return (double) DOUBLE.get(bytes, at(index));
  }

  /** Any value: a box, a String, a byte[] or a List of them; a TIMESTAMP is its microseconds. */
  public @Nullable Object get(int index) {
    if (isNull(index)) {
      return null;
    }
    ValueType type = schema.type(index);
    if (!type.array()) {
      return switch (type.scalar()) {
        case BOOL -> getBool(index);
        case INT32 -> getInt32(index);
        case INT64, TIMESTAMP -> getInt64(index);
        case FLOAT32 -> getFloat32(index);
        case FLOAT64 -> getFloat64(index);
        case STRING -> variable(index).text();
        case BYTES -> variable(index).copy();
      };
    }
    return ArrayCodec.read(type.scalar(), variable(index));
  }

  public String getString(int index) {
    return variable(index).text();
  }

  private int at(int index) {
    return fixed + schema.fixedOffset(index);
  }

  private Slice variable(int index) {
    int wanted = schema.variableOrdinal(index);
    Slice slice = new Slice(bytes, fixed + schema.fixedSize(), bytes.length);
    for (int i = 0; i < wanted; i++) {
      slice.skip(slice.varint());
    }
    return slice.take(slice.varint());
  }

  /** A stretch of bytes with a position. */
  static final class Slice {
    final byte[] bytes;
    int at;
    final int end;

    Slice(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    boolean hasMore() {
      return at < end;
    }

    int varint() {
      long value = longVarint();
      if (value > Integer.MAX_VALUE) {
        throw new DamagedRowException(bytes, "a length is absurd");
      }
      return (int) value;
    }

    long longVarint() {
      long value = 0;
      for (int shift = 0; shift < 63 && at < end; shift += 7) {
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new DamagedRowException(bytes, "a number does not end");
    }

    void skip(int length) {
      if (length > end - at) {
        throw new DamagedRowException(bytes, "a value is cut off");
      }
      at += length;
    }

    Slice take(int length) {
      int from = at;
      skip(length);
      return new Slice(bytes, from, at);
    }

    String text() {
      return new String(bytes, at, end - at, UTF_8);
    }

    byte[] copy() {
      return java.util.Arrays.copyOfRange(bytes, at, end);
    }

    int int32() {
      skip(4);
      return (int) INT.get(bytes, at - 4);
    }

    long int64() {
      skip(8);
      return (long) LONG.get(bytes, at - 8);
    }
  }
}
