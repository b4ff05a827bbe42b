package dev.thermocline.gateway.openinference.grpc;

import com.google.protobuf.ByteString;
import dev.thermocline.gateway.openinference.InferRequest;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Elements;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import openinference.v2.InferTensorContents;
import openinference.v2.ModelInferRequest.InferInputTensor;

/** Tensors as lists of the type that goes with their own. */
final class TypedContents {
  private TypedContents() {}

  static boolean canHold(DataType type) {
    return type != DataType.FP16 && type != DataType.BF16;
  }

  static Tensor read(InferInputTensor input) {
    DataType type = InferMessages.type(input);
    String name = input.getName();
    if (!canHold(type)) {
      throw ThermoclineException.invalid(
          "Input '%s' is %s, which has no typed contents; send it in raw_input_contents."
              .formatted(name, type));
    }
    long[] shape = InferMessages.shape(input);
    int count = InferRequest.count(name, shape);
    InferTensorContents contents = input.getContents();
    int given = count(type, contents);
    if (given != count) {
      throw ThermoclineException.invalid(
          "Input '%s' has %d elements of %s and its shape %s asks for %d."
              .formatted(name, given, type, Arrays.toString(shape), count));
    }
    if (type == DataType.BYTES) {
      byte[][] elements = new byte[count][];
      for (int i = 0; i < count; i++) {
        elements[i] = contents.getBytesContents(i).toByteArray();
      }
      return Tensor.ofBytes(name, shape, elements);
    }
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(count, type.width())).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(type, contents, i, data, name);
    }
    return Tensor.of(name, type, shape, data.flip());
  }

  private static int count(DataType type, InferTensorContents contents) {
    return switch (type) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 -> 0;
    };
  }

  private static void put(
      DataType type, InferTensorContents contents, int i, ByteBuffer data, String name) {
    switch (type) {
      case FP32 -> data.putFloat(contents.getFp32Contents(i));
      case FP64 -> data.putDouble(contents.getFp64Contents(i));
      case INT64 -> data.putLong(contents.getInt64Contents(i));
      case UINT64 -> data.putLong(contents.getUint64Contents(i));
      case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
      case UINT8, UINT16, UINT32 ->
          Elements.put(
              type, Integer.toUnsignedLong(contents.getUintContents(i)), data, where(name));
      default -> Elements.put(type, contents.getIntContents(i), data, where(name));
    }
  }

  private static String where(String name) {
    return "Input '" + name + "'";
  }

  static InferTensorContents write(Tensor tensor) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (int i = 0; i < tensor.count(); i++) {
      switch (tensor.type()) {
        case BOOL -> contents.addBoolContents(tensor.longAt(i) != 0);
        case INT8, INT16, INT32 -> contents.addIntContents((int) tensor.longAt(i));
        case INT64 -> contents.addInt64Contents(tensor.longAt(i));
        case UINT8, UINT16, UINT32 -> contents.addUintContents((int) tensor.longAt(i));
        case UINT64 -> contents.addUint64Contents(tensor.longAt(i));
        case FP32 -> contents.addFp32Contents((float) tensor.doubleAt(i));
        case FP64 -> contents.addFp64Contents(tensor.doubleAt(i));
        case BYTES -> contents.addBytesContents(ByteString.copyFrom(tensor.element(i)));
        case FP16, BF16 -> throw new IllegalStateException("no typed list for " + tensor.type());
      }
    }
    return contents.build();
  }
}
