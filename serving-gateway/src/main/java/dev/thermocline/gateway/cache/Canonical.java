package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A SHA-256 over typed values in one form: little-endian, 0 for -0, one NaN, every length written
 * down. Two questions have equal digests if and only if they are equal after the signature's casts.
 */
public final class Canonical {
  private static final long ONE_NAN = Double.doubleToLongBits(Double.NaN);
  private static final int ONE_NAN_FLOAT = Float.floatToIntBits(Float.NaN);
  private static final short ONE_NAN_HALF = Float.floatToFloat16(Float.NaN);
  private static final short ONE_NAN_BRAIN = (short) 0x7fc0;

  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

  public Canonical() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  public Canonical number(long value) {
    digest.update(number.clear().putLong(value).flip());
    return this;
  }

  public Canonical bytes(byte[] value) {
    number(value.length);
    digest.update(value);
    return this;
  }

  public Canonical text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public Canonical batch(Batch batch) {
    number(batch.blocks().size());
    for (Batch.Block block : batch.blocks()) {
      number(block.columns().size());
      block.columns().forEach(this::text);
      tensor(block.tensor());
    }
    return this;
  }

  private void tensor(Tensor tensor) {
    text(tensor.type().name());
    long[] shape = tensor.shape();
    number(shape.length);
    for (long size : shape) {
      number(size);
    }
    if (tensor.type() == DataType.BYTES) {
      for (int i = 0; i < tensor.count(); i++) {
        bytes(tensor.element(i));
      }
    } else {
      digest.update(isOneForm(tensor.type()) ? tensor.data() : oneForm(tensor));
    }
  }

  /** Whole numbers have one form already. */
  private static boolean isOneForm(DataType type) {
    return !type.isFloating() && type != DataType.BOOL;
  }

  private static ByteBuffer oneForm(Tensor tensor) {
    ByteBuffer from = tensor.data();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      switch (tensor.type()) {
        case FP64 -> {
          double value = from.getDouble();
          to.putLong(
              value == 0 ? 0 : Double.isNaN(value) ? ONE_NAN : Double.doubleToRawLongBits(value));
        }
        case FP32 -> {
          float value = from.getFloat();
          to.putInt(
              value == 0 ? 0 : Float.isNaN(value) ? ONE_NAN_FLOAT : Float.floatToRawIntBits(value));
        }
        case FP16 -> to.putShort(half(from.getShort(), 0x7c00, ONE_NAN_HALF));
        case BF16 -> to.putShort(half(from.getShort(), 0x7f80, ONE_NAN_BRAIN));
        default -> to.put((byte) (from.get() != 0 ? 1 : 0));
      }
    }
    return to.flip();
  }

  /** Sixteen bits whose exponent is {@code infinity}; a fraction besides makes a NaN. */
  private static short half(short bits, int infinity, short nan) {
    int magnitude = bits & 0x7fff;
    return magnitude == 0 ? 0 : magnitude > infinity ? nan : bits;
  }

  public byte[] digest() {
    return digest.digest();
  }
}
