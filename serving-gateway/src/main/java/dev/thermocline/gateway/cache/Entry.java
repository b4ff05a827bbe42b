package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kept answer: the outputs, the marks of the rows they were computed from, and the moment from
 * which one of those rows is too old.
 */
final class Entry {
  private static final byte FORM = 1;

  private final byte[] marks;
  private final long validUntilMicros;
  private final long madeAtMillis;
  private final List<Tensor> outputs;

  Entry(byte[] marks, long validUntilMicros, long madeAtMillis, List<Tensor> outputs) {
    this.marks = marks;
    this.validUntilMicros = validUntilMicros;
    this.madeAtMillis = madeAtMillis;
    this.outputs = List.copyOf(outputs);
  }

  List<Tensor> outputs() {
    return outputs;
  }

  long madeAtMillis() {
    return madeAtMillis;
  }

  /** Whether it answers a request that read rows with these marks at this moment. */
  boolean isExactFor(byte[] otherMarks, long nowMicros) {
    return Arrays.equals(marks, otherMarks) && nowMicros < validUntilMicros;
  }

  byte[] write(byte[] generation) {
    int size = 1 + 4 + generation.length + 4 + marks.length + 8 + 8 + 4;
    for (Tensor output : outputs) {
      size += 4 + output.name().length() * 3 + 4 + 4 + output.rank() * 8 + 4;
      size += output.data().remaining();
      for (int i = 0; output.type() == DataType.BYTES && i < output.count(); i++) {
        size += 4 + output.element(i).length;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(size + outputs.size() * 16).order(ByteOrder.LITTLE_ENDIAN);
    out.put(FORM);
    block(out, generation);
    block(out, marks);
    out.putLong(validUntilMicros).putLong(madeAtMillis).putInt(outputs.size());
    for (Tensor output : outputs) {
      block(out, output.name().getBytes(StandardCharsets.UTF_8));
      block(out, output.type().name().getBytes(StandardCharsets.US_ASCII));
      out.putInt(output.rank());
      for (long length : output.shape()) {
        out.putLong(length);
      }
      if (output.type() == DataType.BYTES) {
        for (int i = 0; i < output.count(); i++) {
          block(out, output.element(i));
        }
      } else {
        out.putInt(output.data().remaining()).put(output.data());
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void block(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length).put(bytes);
  }

  /** Null for an entry of another generation, and for bytes that are no entry. */
  static @Nullable Entry read(byte[] bytes, byte[] generation) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (in.get() != FORM || !Arrays.equals(block(in), generation)) {
        return null;
      }
      byte[] marks = block(in);
      long validUntil = in.getLong();
      long madeAt = in.getLong();
      int count = in.getInt();
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        outputs.add(tensor(in));
      }
      return new Entry(marks, validUntil, madeAt, outputs);
    } catch (BufferUnderflowException | IllegalArgumentException notAnEntry) {
      return null;
    }
  }

  private static Tensor tensor(ByteBuffer in) {
    String name = new String(block(in), StandardCharsets.UTF_8);
    DataType type = DataType.valueOf(new String(block(in), StandardCharsets.US_ASCII));
    long[] shape = new long[rank(in)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = in.getLong();
    }
    if (type != DataType.BYTES) {
      return Tensor.of(name, type, shape, ByteBuffer.wrap(block(in)));
    }
    byte[][] elements = new byte[Math.min(Tensor.count(shape), in.remaining())][];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = block(in);
    }
    return Tensor.ofBytes(name, shape, elements);
  }

  private static int rank(ByteBuffer in) {
    int rank = in.getInt();
    if (rank < 0 || rank > 64) {
      throw new IllegalArgumentException("no tensor has rank " + rank);
    }
    return rank;
  }

  private static byte[] block(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a block of " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
