package dev.thermocline.gateway.openinference;

import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an inference request.
 *
 * @param binary the tensors behind the JSON, in order; empty when all are inside
 */
@SuppressWarnings("ArrayRecordComponent")
public record InferResponse(Map<String, @Nullable Object> json, byte[] binary) {

  public static InferResponse of(InferRequest request, Prediction prediction) {
    List<Map<String, @Nullable Object>> outputs = new ArrayList<>();
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    for (InferRequest.Output wanted : wanted(request, prediction)) {
      outputs.add(output(find(prediction, wanted.name()), isBinary(request, wanted), binary));
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("model_name", prediction.deployment().name());
    json.put("model_version", prediction.version().version());
    if (request.id() != null) {
      json.put("id", request.id());
    }
    json.put("outputs", outputs);
    return new InferResponse(json, binary.toByteArray());
  }

  /** The outputs that the request asks for, in its order; all where it names none. */
  public static List<Tensor> tensors(InferRequest request, Prediction prediction) {
    return wanted(request, prediction).stream()
        .map(wanted -> find(prediction, wanted.name()))
        .toList();
  }

  private static List<InferRequest.Output> wanted(InferRequest request, Prediction prediction) {
    return request.outputs().isEmpty()
        ? prediction.outputs().stream()
            .map(output -> new InferRequest.Output(output.name(), null))
            .toList()
        : request.outputs();
  }

  private static boolean isBinary(InferRequest request, InferRequest.Output wanted) {
    return wanted.binary() == null ? request.binaryOutputs() : wanted.binary();
  }

  private static Tensor find(Prediction prediction, String name) {
    return prediction.outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ThermoclineException.invalid(
                "Model '%s' has no output '%s'; it has %s."
                    .formatted(
                        prediction.deployment().name(),
                        name,
                        prediction.outputs().stream().map(Tensor::name).toList())));
  }

  private static Map<String, @Nullable Object> output(
      Tensor tensor, boolean asBytes, ByteArrayOutputStream binary) {
    Map<String, @Nullable Object> output = new LinkedHashMap<>();
    output.put("name", tensor.name());
    output.put("datatype", tensor.type().name());
    output.put("shape", tensor.shape());
    if (asBytes) {
      byte[] bytes = BinaryTensors.write(tensor);
      output.put("parameters", Map.of("binary_data_size", bytes.length));
      binary.writeBytes(bytes);
    } else if (tensor.type() == DataType.FP16 || tensor.type() == DataType.BF16) {
      throw ThermoclineException.invalid(
          "Output '%s' is %s, which has no JSON form; ask for it as binary data."
              .formatted(tensor.name(), tensor.type()));
    } else {
      output.put("data", tensor.flat());
    }
    return output;
  }
}
