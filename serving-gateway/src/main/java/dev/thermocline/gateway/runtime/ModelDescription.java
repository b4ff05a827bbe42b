package dev.thermocline.gateway.runtime;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the MLmodel file of a version says.
 *
 * @param flavors the names under {@code flavors}
 * @param onnxFile the file of the ONNX flavor, relative to the folder
 * @param signature null when the model has none, or one that only Python can check
 * @param outputs empty where the file says nothing
 */
public record ModelDescription(
    Set<String> flavors,
    @Nullable String onnxFile,
    @Nullable Signature signature,
    List<Signature.Spec> outputs) {
  public ModelDescription {
    flavors = Set.copyOf(flavors);
    outputs = List.copyOf(outputs);
  }

  /** Reads the description that lies in a model's folder. */
  public interface Reader {
    /**
     * Reads it anew at each call.
     *
     * @throws dev.thermocline.kit.error.ThermoclineException when there is no MLmodel file, or one
     *     that cannot be read
     */
    ModelDescription read(ModelFolder folder);
  }
}
