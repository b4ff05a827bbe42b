package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Elements;
import dev.thermocline.gateway.runtime.InferredSignature;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Signature.Spec;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.gateway.runtime.TensorSignature;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Open Inference Protocol with its data in JSON, which every server of it takes. */
record OpenInference(URI url, Signature signature, List<Spec> outputs) implements RemoteProtocol {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Asks the server what the model wants. */
  static OpenInference describedBy(RemoteCalls calls, URI page) throws IOException {
    HttpResponse<byte[]> response = calls.look(page);
    if (response.statusCode() != 200) {
      throw new IOException("it answers %d to %s".formatted(response.statusCode(), page.getPath()));
    }
    try {
      JsonNode metadata = JSON.readTree(response.body());
      List<Spec> inputs = specs(metadata.path("inputs"));
      return new OpenInference(
          URI.create(page + "/infer"),
          inputs.isEmpty() ? new InferredSignature() : new TensorSignature(inputs),
          specs(metadata.path("outputs")));
    } catch (JacksonException notJson) {
      throw new IOException("what it says of the model is not JSON", notJson);
    }
  }

  private static List<Spec> specs(JsonNode tensors) throws IOException {
    List<Spec> specs = new ArrayList<>();
    for (JsonNode tensor : tensors) {
      List<Long> shape = new ArrayList<>();
      tensor.path("shape").forEach(size -> shape.add(size.asLong(-1)));
      specs.add(new Spec(tensor.path("name").asString(""), type(tensor), shape));
    }
    return specs;
  }

  private static DataType type(JsonNode tensor) throws IOException {
    String name = tensor.path("datatype").asString("");
    return DataType.find(name)
        .orElseThrow(() -> new IOException("it has the unknown datatype '" + name + "'"));
  }

  @Override
  public byte[] question(Batch batch) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Batch.Block block : batch.blocks()) {
      Tensor tensor = block.tensor();
      if (tensor.type() == DataType.FP16 || tensor.type() == DataType.BF16) {
        throw ThermoclineException.invalid(
            "Input '%s' is %s, which goes to no remote server; send FP32."
                .formatted(tensor.name(), tensor.type()));
      }
      Map<String, Object> input = new LinkedHashMap<>();
      input.put("name", tensor.name());
      input.put("datatype", tensor.type().name());
      input.put("shape", tensor.shape());
      input.put("data", tensor.flat());
      inputs.add(input);
    }
    return JSON.writeValueAsBytes(Map.of("inputs", inputs));
  }

  @Override
  public List<Tensor> answer(byte[] body, int rows) throws IOException {
    List<Tensor> outputs = new ArrayList<>();
    for (JsonNode output : JSON.readTree(body).path("outputs")) {
      String name = output.path("name").asString("");
      long[] shape = new long[output.path("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = output.path("shape").get(i).asLong();
      }
      int count = Tensor.count(shape);
      List<Object> flat = new ArrayList<>();
      flatten(JSON.treeToValue(output.path("data"), Object.class), flat);
      if (flat.size() != count) {
        throw new IOException(
            "its output '" + name + "' does not have as many elements as it says");
      }
      outputs.add(
          Elements.tensor(name, type(output), new long[] {count}, flat, "its output '" + name + "'")
              .reshaped(shape));
    }
    if (outputs.isEmpty()) {
      throw new IOException("it has no outputs");
    }
    return outputs;
  }

  private static void flatten(Object data, List<Object> into) {
    if (data instanceof List<?> list) {
      list.forEach(inner -> flatten(inner, into));
    } else {
      into.add(data);
    }
  }
}
