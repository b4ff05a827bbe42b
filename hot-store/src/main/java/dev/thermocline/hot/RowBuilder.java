package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs rows of one schema, one after the other. A value that is not set is null. Equal rows always
 * get equal bytes. Not for several threads at once.
 */
public final class RowBuilder {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final RowSchema schema;
  private final byte[] fixed;
  private final byte[] @Nullable [] variable;
  private final boolean[] present;
  private int nulls;

  public RowBuilder(RowSchema schema) {
    this.schema = schema;
    this.fixed = new byte[schema.fixedSize()];
    this.variable = new byte[schema.variableCount()] @Nullable [];
    this.present = new boolean[schema.size()];
    this.nulls = schema.size();
  }

  public RowSchema schema() {
    return schema;
  }

  public RowBuilder setBool(int index, boolean value) {
    fixed[place(index)] = (byte) (value ? 1 : 0);
    return this;
  }

  public RowBuilder setInt32(int index, int value) {
    INT.set(fixed, place(index), value);
    return this;
  }

  /** An INT64, or a TIMESTAMP in microseconds. */
  public RowBuilder setInt64(int index, long value) {
    LONG.set(fixed, place(index), value);
    return this;
  }

  public RowBuilder setFloat32(int index, float value) {
    INT.set(fixed, place(index), Float.floatToIntBits(value));
    return this;
  }

  public RowBuilder setFloat64(int index, double value) {
    LONG.set(fixed, place(index), Double.doubleToLongBits(value));
    return this;
  }

  public RowBuilder setString(int index, String value) {
    return setBytes(index, value.getBytes(UTF_8));
  }

  public RowBuilder setBytes(int index, byte[] value) {
    place(index);
    variable[schema.variableOrdinal(index)] = value;
    return this;
  }

  public RowBuilder setArray(int index, List<?> values) {
    return setBytes(index, ArrayCodec.write(schema.type(index).scalar(), values));
  }

  /** Sets a value that has its field's type, as {@link PackedRow#get} gives it. */
  public RowBuilder set(int index, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    ValueType type = schema.type(index);
    if (type.array()) {
      return setArray(index, (List<?>) value);
    }
    return switch (type.scalar()) {
      case BOOL -> setBool(index, (Boolean) value);
      case INT32 -> setInt32(index, (Integer) value);
      case INT64, TIMESTAMP -> setInt64(index, (Long) value);
      case FLOAT32 -> setFloat32(index, (Float) value);
      case FLOAT64 -> setFloat64(index, (Double) value);
      case STRING -> setString(index, (String) value);
      case BYTES -> setBytes(index, (byte[]) value);
    };
  }

  /** Packs the values set since the last row and forgets them. */
  public byte[] build(RowTimes times, Provenance provenance) {
    int flags = nulls > 0 ? PackedRow.NULLS : 0;
    byte[] bytes = header(times, provenance, flags, bodySize());
    int at = bytes.length - bodySize();
    if (nulls > 0) {
      for (int i = 0; i < present.length; i++) {
        if (!present[i]) {
          bytes[at + (i >> 3)] |= (byte) (1 << (i & 7));
        }
      }
      at += schema.bitmapSize();
    }
    System.arraycopy(fixed, 0, bytes, at, fixed.length);
    at += fixed.length;
    for (byte @Nullable [] value : variable) {
      int length = value == null ? 0 : value.length;
      at = Varint.write(bytes, at, length);
      if (value != null) {
        System.arraycopy(value, 0, bytes, at, length);
        at += length;
      }
    }
    clear();
    return bytes;
  }

  /** Packs a row that says that the entity has no values any more. */
  public byte[] buildTombstone(RowTimes times, Provenance provenance) {
    clear();
    return header(times, provenance, PackedRow.TOMBSTONE, 0);
  }

  private int bodySize() {
    int size = fixed.length + (nulls > 0 ? schema.bitmapSize() : 0);
    for (byte @Nullable [] value : variable) {
      int length = value == null ? 0 : value.length;
      size += Varint.size(length) + length;
    }
    return size;
  }

  private byte[] header(RowTimes times, Provenance provenance, int flags, int bodySize) {
    boolean whole = times.event() % RowHeader.SECOND == 0;
    long created = times.hasCreated() ? times.created() - times.event() : 0;
    long ingest = times.ingest() - (times.hasCreated() ? times.created() : times.event());
    int createdWidth = RowHeader.signedWidth(created);
    int ingestWidth = RowHeader.signedWidth(ingest);
    int eventWidth = whole ? 5 : 7;
    int tail = Varint.size(schema.number()) + provenanceSize(provenance);
    byte[] bytes = new byte[2 + eventWidth + createdWidth + ingestWidth + tail + bodySize];
    bytes[0] =
        (byte)
            ((PackedRow.LAYOUT << 4)
                | flags
                | (provenance instanceof Provenance.Stream ? PackedRow.STREAM : 0)
                | (times.hasCreated() ? PackedRow.CREATED : 0));
    bytes[1] = (byte) ((whole ? RowHeader.WHOLE_SECOND : 0) | (createdWidth << 4) | ingestWidth);
    long event = whole ? times.event() / RowHeader.SECOND : times.event();
    int at = signed(bytes, 2, event, eventWidth);
    at = signed(bytes, at, created, createdWidth);
    at = signed(bytes, at, ingest, ingestWidth);
    at = Varint.write(bytes, at, schema.number());
    switch (provenance) {
      case Provenance.Snapshot(long number) -> Varint.write(bytes, at, number);
      case Provenance.Stream(int partition, long offset) ->
          Varint.write(bytes, Varint.write(bytes, at, partition), offset);
    }
    return bytes;
  }

  private static int provenanceSize(Provenance provenance) {
    return switch (provenance) {
      case Provenance.Snapshot(long number) -> Varint.size(number);
      case Provenance.Stream(int partition, long offset) ->
          Varint.size(partition) + Varint.size(offset);
    };
  }

  private static int signed(byte[] bytes, int at, long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (value >> (8 * (width - 1 - i)));
    }
    return at + width;
  }

  private int place(int index) {
    if (!present[index]) {
      present[index] = true;
      nulls--;
    }
    return schema.fixedOffset(index);
  }

  private void clear() {
    Arrays.fill(fixed, (byte) 0);
    Arrays.fill(variable, null);
    Arrays.fill(present, false);
    nulls = present.length;
  }
}
