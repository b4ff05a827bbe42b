package dev.thermocline.gateway.runtime.disk;

import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.TensorSignature;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the MLmodel file as MLflow writes it: YAML with the signature as JSON text inside. */
@Component
final class MlmodelReader implements ModelDescription.Reader {
  private static final String FILE = "MLmodel";
  private static final int LARGEST = 4 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public ModelDescription read(ModelFolder folder) {
    if (!folder.files().contains(FILE)) {
      return bare(folder);
    }
    try (Reader reader = Files.newBufferedReader(folder.root().resolve(FILE))) {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(LARGEST);
      options.setMaxAliasesForCollections(10);
      Object root = new Yaml(new SafeConstructor(options)).load(reader);
      return described(map(root));
    } catch (IOException | YAMLException | JacksonException | IllegalArgumentException failure) {
      throw unreadable(failure);
    }
  }

  /** A folder without MLmodel is servable when there is exactly one ONNX file. */
  private static ModelDescription bare(ModelFolder folder) {
    List<String> onnx = folder.files().stream().filter(f -> f.endsWith(".onnx")).toList();
    if (onnx.size() != 1) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The model cannot be served: it has no MLmodel file and %d ONNX files; it needs one."
              .formatted(onnx.size()));
    }
    return new ModelDescription(Set.of("onnx"), onnx.getFirst(), null, List.of());
  }

  private static ModelDescription described(Map<?, ?> root) {
    Map<?, ?> flavors = map(root.get("flavors"));
    Object onnx = flavors.get("onnx");
    Object data = onnx instanceof Map<?, ?> map ? map.get("data") : null;
    String file = onnx == null ? null : data instanceof String path ? path : "model.onnx";
    Map<?, ?> signature = map(root.get("signature"));
    return new ModelDescription(
        flavors.keySet().stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()),
        file,
        inputs(parse(signature.get("inputs"))),
        specs(parse(signature.get("outputs"))));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> parse(@Nullable Object json) {
    if (!(json instanceof String text)) {
      return List.of();
    }
    return JSON.readValue(text, Object.class) instanceof List<?> list ? list : List.of();
  }

  private static @Nullable Signature inputs(List<?> inputs) {
    if (inputs.isEmpty()) {
      return null;
    }
    if (isTensor(inputs.getFirst())) {
      return new TensorSignature(specs(inputs));
    }
    List<ColumnSignature.Column> columns = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Map<?, ?> column = map(inputs.get(i));
      ColumnType type = columnType(column.get("type"));
      if (type == null) {
        return null;
      }
      Object name = column.get("name");
      boolean required =
          !Boolean.FALSE.equals(column.get("required"))
              && !Boolean.TRUE.equals(column.get("optional"));
      columns.add(
          new ColumnSignature.Column(
              name == null ? Integer.toString(i) : name.toString(), type, required));
    }
    return new ColumnSignature(columns);
  }

  private static boolean isTensor(@Nullable Object input) {
    return "tensor".equals(map(input).get("type"));
  }

  private static @Nullable ColumnType columnType(@Nullable Object type) {
    for (ColumnType known : ColumnType.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(type)) {
        return known;
      }
    }
    // Lists, objects and free-form values are Python's to check.
    return null;
  }

  private static List<Signature.Spec> specs(List<?> list) {
    List<Signature.Spec> specs = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Map<?, ?> spec = map(list.get(i));
      Object given = spec.get("name");
      String name = given == null ? (isTensor(spec) ? "" : "output-" + i) : given.toString();
      if (isTensor(spec)) {
        Map<?, ?> tensor = map(spec.get("tensor-spec"));
        List<Long> shape = new ArrayList<>();
        if (tensor.get("shape") instanceof List<?> sizes) {
          sizes.forEach(size -> shape.add(((Number) size).longValue()));
        }
        specs.add(new Signature.Spec(name, tensorType(tensor.get("dtype")), shape));
      } else {
        ColumnType type = columnType(spec.get("type"));
        DataType carried = type == null ? DataType.BYTES : type.tensorType();
        specs.add(new Signature.Spec(name, carried, List.of(-1L)));
      }
    }
    return specs;
  }

  private static DataType tensorType(@Nullable Object dtype) {
    String name = String.valueOf(dtype);
    return switch (name) {
      case "bool" -> DataType.BOOL;
      case "float16" -> DataType.FP16;
      case "float32" -> DataType.FP32;
      case "float64" -> DataType.FP64;
      case "object", "str", "bytes" -> DataType.BYTES;
      default -> {
        if (name.startsWith("str") || name.startsWith("<U") || name.startsWith("|S")) {
          yield DataType.BYTES;
        }
        yield DataType.find(name.toUpperCase(Locale.ROOT))
            .orElseThrow(
                () -> new IllegalArgumentException("the tensor type '" + name + "' is not served"));
      }
    };
  }

  private static ThermoclineException unreadable(Exception failure) {
    String why = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "The model cannot be served: its MLmodel file is not readable: " + why,
        failure);
  }
}
