package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tensors of the unsigned types for which ONNX Runtime's Java interface has no name: a graph of one
 * Cast makes them from signed ones that are wide enough, or, for 64 bits, from the same bits.
 */
final class UnsignedInputs implements AutoCloseable {
  private static final int INT32 = 6;
  private static final int INT64 = 7;

  private final OrtEnvironment environment;
  private final Map<DataType, OrtSession> casts = new EnumMap<>(DataType.class);

  UnsignedInputs(OrtEnvironment environment) {
    this.environment = environment;
  }

  static boolean holds(DataType type) {
    return type == DataType.UINT16 || type == DataType.UINT32 || type == DataType.UINT64;
  }

  /** The caller closes the result, and with it the tensor in it. */
  OrtSession.Result cast(Tensor input) throws OrtException {
    boolean narrow = input.type() == DataType.UINT16;
    ByteBuffer signed =
        ByteBuffer.allocateDirect(input.count() * (narrow ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < input.count(); i++) {
      if (narrow) {
        signed.putInt((int) input.longAt(i));
      } else {
        signed.putLong(input.longAt(i));
      }
    }
    OnnxJavaType type = narrow ? OnnxJavaType.INT32 : OnnxJavaType.INT64;
    try (OnnxTensor from =
        OnnxTensor.createTensor(environment, signed.flip(), input.shape(), type)) {
      return session(input.type()).run(Map.of("signed", from));
    }
  }

  private synchronized OrtSession session(DataType type) throws OrtException {
    OrtSession known = casts.get(type);
    if (known != null) {
      return known;
    }
    OrtSession made =
        switch (type) {
          case UINT16 -> environment.createSession(graph(INT32, 4));
          case UINT32 -> environment.createSession(graph(INT64, 12));
          case UINT64 -> environment.createSession(graph(INT64, 13));
          default -> throw new OrtException(type + " needs no cast");
        };
    casts.put(type, made);
    return made;
  }

  /** {@code unsigned = Cast(signed)}, for tensors of any shape; types by ONNX's numbers. */
  private static byte[] graph(int from, int to) {
    byte[] target = new Part().text(1, "to").number(3, to).number(20, 2).bytes();
    byte[] node =
        new Part().text(1, "signed").text(2, "unsigned").text(4, "Cast").part(5, target).bytes();
    byte[] graph =
        new Part()
            .part(1, node)
            .text(2, "cast")
            .part(11, value("signed", from))
            .part(12, value("unsigned", to))
            .bytes();
    byte[] operators = new Part().text(1, "").number(2, 13).bytes();
    return new Part().number(1, 8).part(7, graph).part(8, operators).bytes();
  }

  private static byte[] value(String name, int type) {
    byte[] tensor = new Part().number(1, type).bytes();
    return new Part().text(1, name).part(2, new Part().part(1, tensor).bytes()).bytes();
  }

  /** Fields of a protobuf message; every number and length here is below 128. */
  private static final class Part {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Part number(int field, int value) {
      tag(field << 3);
      out.write(value);
      return this;
    }

    Part text(int field, String value) {
      return part(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Part part(int field, byte[] value) {
      tag(field << 3 | 2);
      out.write(value.length);
      out.writeBytes(value);
      return this;
    }

    private void tag(int tag) {
      if (tag < 128) {
        out.write(tag);
      } else {
        out.write((tag & 0x7f) | 0x80);
        out.write(tag >>> 7);
      }
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  @Override
  public synchronized void close() throws OrtException {
    for (OrtSession session : casts.values()) {
      session.close();
    }
    casts.clear();
  }
}
