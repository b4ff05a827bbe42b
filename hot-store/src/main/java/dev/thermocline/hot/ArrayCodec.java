package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Arrays inside a packed row: elements of fixed width side by side, others behind their length. */
final class ArrayCodec {
  private ArrayCodec() {}

  static List<Object> read(ValueType.Scalar scalar, PackedRow.Slice slice) {
    List<Object> values = new ArrayList<>();
    while (slice.hasMore()) {
      values.add(
          switch (scalar) {
            case BOOL -> slice.take(1).copy()[0] != 0;
            case INT32 -> slice.int32();
            case INT64, TIMESTAMP -> slice.int64();
            case FLOAT32 -> Float.intBitsToFloat(slice.int32());
            case FLOAT64 -> Double.longBitsToDouble(slice.int64());
            case STRING -> slice.take(slice.varint()).text();
            case BYTES -> slice.take(slice.varint()).copy();
          });
    }
    return values;
  }

  static byte[] write(ValueType.Scalar scalar, List<?> values) {
    if (scalar.width() > 0) {
      ByteBuffer buffer =
          ByteBuffer.allocate(scalar.width() * values.size()).order(ByteOrder.LITTLE_ENDIAN);
      for (Object value : values) {
        switch (scalar) {
          case BOOL -> buffer.put((byte) ((Boolean) value ? 1 : 0));
          case INT32 -> buffer.putInt((Integer) value);
          case FLOAT32 -> buffer.putInt(Float.floatToIntBits((Float) value));
          case FLOAT64 -> buffer.putLong(Double.doubleToLongBits((Double) value));
          default -> buffer.putLong((Long) value);
        }
      }
      return buffer.array();
    }
    List<byte[]> parts = new ArrayList<>(values.size());
    int size = 0;
    for (Object value : values) {
      byte[] part = value instanceof String text ? text.getBytes(UTF_8) : (byte[]) value;
      parts.add(part);
      size += Varint.size(part.length) + part.length;
    }
    byte[] bytes = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      at = Varint.write(bytes, at, part.length);
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    return bytes;
  }
}
