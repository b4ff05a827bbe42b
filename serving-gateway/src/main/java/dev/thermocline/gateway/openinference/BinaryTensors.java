package dev.thermocline.gateway.openinference;

import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Tensors as bytes: little-endian, row-major; strings with their length in four bytes first. */
public final class BinaryTensors {
  private BinaryTensors() {}

  public static Tensor read(String name, DataType type, long[] shape, int count, ByteBuffer bytes) {
    if (type != DataType.BYTES) {
      if (bytes.remaining() != (long) count * type.width()) {
        throw ThermoclineException.invalid(
            "Input '%s' has %d bytes; %s of %s takes %d."
                .formatted(
                    name,
                    bytes.remaining(),
                    Arrays.toString(shape),
                    type,
                    (long) count * type.width()));
      }
      return Tensor.of(name, type, shape, bytes);
    }
    if ((long) count * 4 > bytes.remaining()) {
      throw cutShort(name);
    }
    byte[][] elements = new byte[count][];
    for (int i = 0; i < count; i++) {
      int length = bytes.remaining() < 4 ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw cutShort(name);
      }
      elements[i] = new byte[length];
      bytes.get(elements[i]);
    }
    if (bytes.hasRemaining()) {
      throw ThermoclineException.invalid(
          "Input '%s' has more bytes than its %d elements.".formatted(name, count));
    }
    return Tensor.ofBytes(name, shape, elements);
  }

  private static ThermoclineException cutShort(String name) {
    return ThermoclineException.invalid(
        "Input '%s' ends within one of its elements.".formatted(name));
  }

  public static byte[] write(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      ByteBuffer data = tensor.data();
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.count(); i++) {
      out.writeBytes(length.clear().putInt(tensor.element(i).length).array());
      out.writeBytes(tensor.element(i));
    }
    return out.toByteArray();
  }
}
