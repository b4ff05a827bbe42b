package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Batches and answers in the Open Inference Protocol, tensors as bytes. */
final class TensorMessages {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PATH = "/v2/models/model/infer";
  private static final String SIZE = "binary_data_size";

  private TensorMessages() {}

  static WorkerQuestion question(Batch batch) {
    ObjectNode document = JSON.createObjectNode();
    document.putObject("parameters").put("binary_data_output", true);
    ArrayNode inputs = document.putArray("inputs");
    List<ByteBuffer> body = new ArrayList<>();
    for (Batch.Block block : batch.blocks()) {
      Tensor tensor = block.tensor();
      ByteBuffer bytes = bytes(tensor);
      ObjectNode input = inputs.addObject();
      input.put("name", block.columns().size() == 1 ? block.columns().getFirst() : "");
      input.put("datatype", tensor.type().name());
      ArrayNode shape = input.putArray("shape");
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      ObjectNode parameters = input.putObject("parameters");
      parameters.put(SIZE, bytes.remaining());
      if (block.columns().size() > 1) {
        ArrayNode columns = parameters.putArray("columns");
        block.columns().forEach(columns::add);
      }
      body.add(bytes);
    }
    byte[] json = JSON.writeValueAsBytes(document);
    body.addFirst(ByteBuffer.wrap(json));
    return new WorkerQuestion("POST", PATH, body, json.length);
  }

  static List<Tensor> outputs(WorkerAnswer answer) {
    ByteBuffer body = answer.body();
    try {
      JsonNode document =
          JSON.readTree(body.array(), body.arrayOffset() + body.position(), answer.jsonLength());
      if (answer.status() != 200) {
        throw refusal(answer.status(), document.path("error").asString("no reason was given"));
      }
      ByteBuffer rest = body.duplicate().position(body.position() + answer.jsonLength());
      List<Tensor> outputs = new ArrayList<>();
      for (JsonNode output : document.path("outputs")) {
        int size = output.path("parameters").path(SIZE).asInt();
        outputs.add(tensor(output, rest.slice(rest.position(), size)));
        rest.position(rest.position() + size);
      }
      return outputs;
    } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException broken) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "The model's worker gave an answer that cannot be read.", broken);
    }
  }

  private static ThermoclineException refusal(int status, String why) {
    ErrorKind kind =
        switch (status) {
          case 429 -> ErrorKind.TOO_MANY_REQUESTS;
          case 503 -> ErrorKind.UNAVAILABLE;
          case 504 -> ErrorKind.DEADLINE_EXCEEDED;
          // MLflow, too, tells the caller that a model failed at the caller's values.
          default -> ErrorKind.INVALID_ARGUMENT;
        };
    return new ThermoclineException(kind, why);
  }

  private static Tensor tensor(JsonNode output, ByteBuffer bytes) {
    String name = output.path("name").asString("");
    DataType type =
        DataType.find(output.path("datatype").asString(""))
            .orElseThrow(() -> new IllegalArgumentException("unknown datatype"));
    long[] shape = new long[output.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = output.path("shape").get(i).asLong();
    }
    if (type != DataType.BYTES) {
      return Tensor.of(name, type, shape, bytes);
    }
    byte[][] elements = new byte[Tensor.count(shape)][];
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = new byte[bytes.getInt()];
      bytes.get(elements[i]);
    }
    return Tensor.ofBytes(name, shape, elements);
  }

  private static ByteBuffer bytes(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      return tensor.data().duplicate();
    }
    int size = 0;
    for (int i = 0; i < tensor.count(); i++) {
      size = Math.addExact(size, 4 + tensor.element(i).length);
    }
    ByteBuffer packed = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.count(); i++) {
      packed.putInt(tensor.element(i).length).put(tensor.element(i));
    }
    return packed.flip();
  }
}
