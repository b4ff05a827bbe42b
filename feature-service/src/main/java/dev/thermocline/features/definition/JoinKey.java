package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;

/** One of the columns that together name an entity. */
public record JoinKey(String name, ValueType type) {
  public JoinKey {
    Name.check("join key", name);
    if (!type.canBeKey()) {
      throw ThermoclineException.invalid(
          "join key '%s': %s cannot be a key. Keys are bool, int32, int64, string, bytes or timestamp."
              .formatted(name, type));
    }
  }
}
