package dev.thermocline.gateway.world;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes small ONNX files: the protobuf messages that a test needs, field by field. */
public final class TinyOnnx {
  public static final int FLOAT = 1;
  public static final int INT64 = 7;
  public static final int STRING = 8;

  private final List<byte[]> nodes = new ArrayList<>();
  private final List<byte[]> initializers = new ArrayList<>();
  private final List<byte[]> inputs = new ArrayList<>();
  private final List<byte[]> outputs = new ArrayList<>();

  /** {@code y = X · weights + bias} for float rows of as many columns as there are weights. */
  public static byte[] linear(float bias, float... weights) {
    return new TinyOnnx()
        .input("X", FLOAT, -1, weights.length)
        .floats("w", new long[] {weights.length, 1}, weights)
        .floats("b", new long[] {1}, bias)
        .node("MatMul", List.of("X", "w"), List.of("product"))
        .node("Add", List.of("product", "b"), List.of("y"))
        .output("y", FLOAT, -1, 1)
        .bytes();
  }

  /** {@code sum = left + right}, two inputs of one column each. */
  public static byte[] sumOfTwo() {
    return new TinyOnnx()
        .input("left", FLOAT, -1, 1)
        .input("right", FLOAT, -1, 1)
        .node("Add", List.of("left", "right"), List.of("sum"))
        .output("sum", FLOAT, -1, 1)
        .bytes();
  }

  /** As {@link #linear}, but its matrix of {@code width} by {@code width} makes every call slow. */
  public static byte[] slow(int columns, int width, int layers) {
    float[] first = new float[columns * width];
    Arrays.fill(first, 1f / columns);
    float[] middle = new float[width * width];
    Arrays.fill(middle, 1f / width);
    float[] last = new float[width];
    Arrays.fill(last, 1f);
    TinyOnnx model =
        new TinyOnnx()
            .input("X", FLOAT, -1, columns)
            .floats("first", new long[] {columns, width}, first)
            .floats("middle", new long[] {width, width}, middle)
            .floats("last", new long[] {width, 1}, last)
            .node("MatMul", List.of("X", "first"), List.of("h0"));
    for (int i = 0; i < layers; i++) {
      model.node("MatMul", List.of("h" + i, "middle"), List.of("h" + (i + 1)));
    }
    return model
        .node("MatMul", List.of("h" + layers, "last"), List.of("y"))
        .output("y", FLOAT, -1, 1)
        .bytes();
  }

  /** A model whose weights are said to lie in another file. */
  public static byte[] withExternalData(String location) {
    byte[] tensor =
        new Message()
            .varint(1, 1)
            .varint(2, FLOAT)
            .text(8, "w")
            .bytes(13, new Message().text(1, "location").text(2, location).done())
            .varint(14, 1)
            .done();
    TinyOnnx model = new TinyOnnx().input("X", FLOAT, -1, 1);
    model.initializers.add(tensor);
    return model.node("Mul", List.of("X", "w"), List.of("y")).output("y", FLOAT, -1, 1).bytes();
  }

  public TinyOnnx input(String name, int type, long... shape) {
    inputs.add(value(name, type, shape));
    return this;
  }

  public TinyOnnx output(String name, int type, long... shape) {
    outputs.add(value(name, type, shape));
    return this;
  }

  public TinyOnnx node(String operator, List<String> from, List<String> to) {
    Message node = new Message();
    from.forEach(name -> node.text(1, name));
    to.forEach(name -> node.text(2, name));
    nodes.add(node.text(4, operator).done());
    return this;
  }

  public TinyOnnx floats(String name, long[] shape, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    Message tensor = new Message();
    Arrays.stream(shape).forEach(size -> tensor.varint(1, size));
    initializers.add(tensor.varint(2, FLOAT).text(8, name).bytes(9, raw.array()).done());
    return this;
  }

  public byte[] bytes() {
    Message graph = new Message();
    nodes.forEach(node -> graph.bytes(1, node));
    graph.text(2, "tiny");
    initializers.forEach(tensor -> graph.bytes(5, tensor));
    inputs.forEach(input -> graph.bytes(11, input));
    outputs.forEach(output -> graph.bytes(12, output));
    byte[] operators = new Message().text(1, "").varint(2, 13).done();
    return new Message().varint(1, 8).bytes(7, graph.done()).bytes(8, operators).done();
  }

  private static byte[] value(String name, int type, long... shape) {
    Message sizes = new Message();
    for (long size : shape) {
      sizes.bytes(
          1, size < 0 ? new Message().text(2, "n").done() : new Message().varint(1, size).done());
    }
    byte[] tensor = new Message().varint(1, type).bytes(2, sizes.done()).done();
    return new Message().text(1, name).bytes(2, new Message().bytes(1, tensor).done()).done();
  }

  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message varint(int field, long value) {
      raw((long) field << 3);
      raw(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message bytes(int field, byte[] value) {
      raw((long) field << 3 | 2);
      raw(value.length);
      out.writeBytes(value);
      return this;
    }

    private void raw(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f) | 0x80);
        left >>>= 7;
      }
      out.write((int) left);
    }

    byte[] done() {
      return out.toByteArray();
    }
  }
}
