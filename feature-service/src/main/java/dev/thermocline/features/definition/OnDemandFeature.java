package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;

/** A value computed from features and request inputs at the moment that it is asked for. */
public record OnDemandFeature(String name, ValueType type, String expression, Label label) {
  private static final int LONGEST = 10_000;

  public OnDemandFeature {
    Name.check("expression", name);
    if (expression.isBlank() || expression.length() > LONGEST) {
      throw ThermoclineException.invalid(
          "expression '%s': it needs 1 to %d characters.".formatted(name, LONGEST));
    }
  }
}
