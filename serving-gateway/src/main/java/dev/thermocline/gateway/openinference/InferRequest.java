package dev.thermocline.gateway.openinference;

import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Elements;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference request: tensors with their data in JSON, or behind it as bytes.
 *
 * @param outputs those wanted; empty for all
 * @param binaryOutputs whether outputs that say nothing themselves go out as bytes
 */
public record InferRequest(
    @Nullable String id, List<Tensor> inputs, List<Output> outputs, boolean binaryOutputs) {

  /** A wanted output; binary is null where it says nothing about its form. */
  public record Output(String name, @Nullable Boolean binary) {}

  /**
   * Reads the JSON part and the tensors behind it.
   *
   * @param binary the bytes after the JSON; empty where there are none
   */
  public static InferRequest read(Map<String, @Nullable Object> json, ByteBuffer binary) {
    ByteBuffer left = binary.order(ByteOrder.LITTLE_ENDIAN);
    List<Tensor> inputs = new ArrayList<>();
    for (Object input : list(json, "inputs")) {
      inputs.add(tensor(object(input, "Every input"), left));
    }
    if (inputs.isEmpty()) {
      throw ThermoclineException.invalid("The request has no 'inputs'.");
    }
    if (left.hasRemaining()) {
      throw ThermoclineException.invalid(
          "%d bytes follow the last binary tensor.".formatted(left.remaining()));
    }
    List<Output> outputs = new ArrayList<>();
    for (Object output : list(json, "outputs")) {
      Map<?, ?> wanted = object(output, "Every output");
      Object form = parameters(wanted).get("binary_data");
      outputs.add(new Output(text(wanted, "name"), form instanceof Boolean bool ? bool : null));
    }
    Object id = json.get("id");
    return new InferRequest(
        id == null ? null : id.toString(),
        inputs,
        outputs,
        Boolean.TRUE.equals(parameters(json).get("binary_data_output")));
  }

  private static List<?> list(Map<?, ?> json, String field) {
    Object value = json.get(field);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw ThermoclineException.invalid("'" + field + "' must be a list.");
  }

  private static Map<?, ?> object(@Nullable Object json, String what) {
    if (json instanceof Map<?, ?> map) {
      return map;
    }
    throw ThermoclineException.invalid(what + " must be an object.");
  }

  private static Map<?, ?> parameters(Map<?, ?> json) {
    return json.get("parameters") instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Map<?, ?> json, String field) {
    if (json.get(field) instanceof String text) {
      return text;
    }
    throw ThermoclineException.invalid("A tensor's '" + field + "' must be a string.");
  }

  private static Tensor tensor(Map<?, ?> json, ByteBuffer binary) {
    String name = text(json, "name");
    String typeName = text(json, "datatype");
    DataType type =
        DataType.find(typeName)
            .orElseThrow(() ->
                ThermoclineException.invalid(
                    "Input '%s' has the datatype '%s'; there are %s."
                        .formatted(name, typeName, Arrays.toString(DataType.values()))));
    long[] shape = shape(name, json.get("shape"));
    int count = count(name, shape);
    Object size = parameters(json).get("binary_data_size");
    if (size != null) {
      return binary(name, type, shape, count, size, binary);
    }
    return fromData(name, type, shape, count, json.get("data"));
  }

  private static long[] shape(String name, @Nullable Object json) {
    if (!(json instanceof List<?> sizes)) {
      throw ThermoclineException.invalid("Input '" + name + "' has no 'shape'.");
    }
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      if (!(sizes.get(i) instanceof Integer || sizes.get(i) instanceof Long)) {
        throw ThermoclineException.invalid("The shape of '" + name + "' must be whole numbers.");
      }
      shape[i] = ((Number) sizes.get(i)).longValue();
    }
    return shape;
  }

  /**
   * How many elements a tensor of this shape has.
   *
   * @throws ThermoclineException when no tensor can have it
   */
  public static int count(String name, long[] shape) {
    try {
      return Tensor.count(shape);
    } catch (IllegalArgumentException impossible) {
      throw ThermoclineException.invalid(
          "Input '%s': %s.".formatted(name, impossible.getMessage()));
    }
  }

  private static Tensor fromData(
      String name, DataType type, long[] shape, int count, @Nullable Object data) {
    if (type == DataType.FP16 || type == DataType.BF16) {
      throw ThermoclineException.invalid(
          "Input '%s' is %s, which has no JSON form; send it as binary data."
              .formatted(name, type));
    }
    if (data == null) {
      throw ThermoclineException.invalid(
          "Input '" + name + "' has neither 'data' nor a 'binary_data_size'.");
    }
    List<Object> flat = new ArrayList<>();
    flatten(name, type, data, flat, 0);
    if (flat.size() != count) {
      throw ThermoclineException.invalid(
          "Input '%s' has %d elements and its shape %s asks for %d."
              .formatted(name, flat.size(), Arrays.toString(shape), count));
    }
    Tensor tensor = Elements.tensor(name, type, new long[] {count}, flat, "Input '" + name + "'");
    return tensor.reshaped(shape);
  }

  private static void flatten(
      String name, DataType type, @Nullable Object data, List<Object> into, int depth) {
    if (data instanceof List<?> list && depth <= 64) {
      for (Object inner : list) {
        flatten(name, type, inner, into, depth + 1);
      }
      return;
    }
    boolean fits =
        switch (type) {
          case BOOL -> data instanceof Boolean;
          case BYTES -> data instanceof String;
          default -> data instanceof Number;
        };
    if (data == null || !fits) {
      throw ThermoclineException.invalid(
          "Input '%s' is %s and an element of its data is not.".formatted(name, type));
    }
    into.add(data);
  }

  private static Tensor binary(
      String name, DataType type, long[] shape, int count, Object size, ByteBuffer binary) {
    if (!(size instanceof Integer bytes) || bytes < 0) {
      throw ThermoclineException.invalid(
          "The 'binary_data_size' of '" + name + "' must be a number of bytes.");
    }
    if (bytes > binary.remaining()) {
      throw ThermoclineException.invalid(
          "Input '%s' says that it has %d bytes and %d are left: the body is cut short."
              .formatted(name, bytes, binary.remaining()));
    }
    ByteBuffer own = binary.slice(binary.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    binary.position(binary.position() + bytes);
    return BinaryTensors.read(name, type, shape, count, own);
  }
}
