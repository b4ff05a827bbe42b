package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;

/** A feature of a view, written {@code view:feature}. */
public record FeatureReference(String view, String feature) {
  public FeatureReference {
    Name.check("view", view);
    Name.check("feature", feature);
  }

  public static FeatureReference parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw ThermoclineException.invalid(
          "'%s' is no feature. Write view:feature.".formatted(Text.shown(text)));
    }
    return new FeatureReference(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return view + ":" + feature;
  }
}
