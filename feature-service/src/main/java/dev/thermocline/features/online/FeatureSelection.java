package dev.thermocline.features.online;

import dev.thermocline.features.definition.FeatureReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which features somebody asks for. */
public sealed interface FeatureSelection {
  /** Single features, in this order. */
  record Features(List<FeatureReference> features) implements FeatureSelection {
    public Features {
      features = List.copyOf(features);
    }
  }

  /**
   * Those of a feature service.
   *
   * @param version null for the newest
   */
  record Service(String name, @Nullable Integer version) implements FeatureSelection {}
}
