package dev.thermocline.gateway.world;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.gateway.runtime.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts versions into object storage as the registry freezes them. */
public final class FrozenModels {
  private final ObjectStore store;
  private final String bucket;

  public FrozenModels(ObjectStore store, String bucket) {
    this.store = store;
    this.bucket = bucket;
  }

  /** An MLmodel file of the ONNX flavor with a signature of columns of one type. */
  public static String mlmodel(String type, String... columns) {
    String inputs =
        Arrays.stream(columns)
            .map(c -> "{\"type\": \"%s\", \"name\": \"%s\", \"required\": true}".formatted(type, c))
            .collect(Collectors.joining(", ", "[", "]"));
    return """
    flavors:
      onnx:
        data: model.onnx
        onnx_version: 1.17.0
      python_function:
        loader_module: mlflow.onnx
    signature:
      inputs: '%s'
      outputs: '[{"type": "tensor", "name": "y", "tensor-spec": {"dtype": "float32", "shape": [-1, 1]}}]'
      params: null
    """
        .formatted(inputs);
  }

  public ModelVersion freeze(String model, int version, Map<String, byte[]> files) {
    String prefix = model + "-0a1b2c3d/v" + version + "/";
    String manifest =
        new TreeMap<>(files)
            .entrySet().stream()
                .map(file ->
                    "{\"mediaType\":\"application/octet-stream\",\"path\":\"%s\",\"sha256\":\"%s\",\"size\":%d}"
                        .formatted(
                            file.getKey(), Sha256.of(file.getValue()), file.getValue().length))
                .collect(
                    Collectors.joining(
                        ",",
                        "{\"files\":[",
                        "],\"model\":\"%s\",\"version\":\"%d\"}".formatted(model, version)));
    files.forEach((path, bytes) -> put(prefix + "files/" + path, bytes));
    byte[] text = manifest.getBytes(StandardCharsets.UTF_8);
    put(prefix + "manifest.json", text);
    return new ModelVersion(model, Integer.toString(version), null, Sha256.of(text), prefix);
  }

  public ModelVersion freezeLinear(String model, int version, float bias, float... weights) {
    String[] columns = new String[weights.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = "x" + i;
    }
    return freeze(
        model,
        version,
        Map.of(
            "MLmodel", mlmodel("double", columns).getBytes(StandardCharsets.UTF_8),
            "model.onnx", TinyOnnx.linear(bias, weights)));
  }

  public void put(String key, byte[] bytes) {
    store.put(new ObjectAddress(bucket, key), bytes, PutOptions.overwrite());
  }
}
