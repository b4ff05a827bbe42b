package dev.thermocline.registry.deployment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a model's recorded signature. */
public interface Signatures {
  /** Empty when there is no signature or it says nothing about named columns. */
  Optional<List<Column>> inputs(@Nullable String signature);

  /**
   * One named input.
   *
   * @param type MLflow's word, as in {@code double}
   */
  record Column(String name, String type, boolean required) {}
}
