package dev.thermocline.gateway.runtime;

import java.nio.ByteBuffer;

/** Whole tensors from one numeric type to another. */
public final class Casts {
  private Casts() {}

  /** Whether the platform casts between these, from a signature's type to the model's own. */
  public static boolean possible(DataType from, DataType to) {
    return from == to || (from != DataType.BYTES && to != DataType.BYTES && to != DataType.BF16);
  }

  /** Every element as the other type, rounded as IEEE 754 does; whole numbers must fit. */
  public static Tensor to(DataType type, Tensor tensor) {
    if (tensor.type() == type) {
      return tensor;
    }
    int count = tensor.count();
    ByteBuffer data = Tensor.buffer(count * type.width());
    if (type == DataType.FP32) {
      for (int i = 0; i < count; i++) {
        data.putFloat((float) tensor.doubleAt(i));
      }
    } else if (type == DataType.FP64) {
      for (int i = 0; i < count; i++) {
        data.putDouble(tensor.doubleAt(i));
      }
    } else {
      String where = "Input '" + tensor.name() + "'";
      for (int i = 0; i < count; i++) {
        Object value = tensor.type().isFloating() ? (Object) tensor.doubleAt(i) : tensor.valueAt(i);
        Elements.put(type, value, data, where);
      }
    }
    return Tensor.of(tensor.name(), type, tensor.shape(), data.flip());
  }
}
