package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.List;

/** A kind of thing that features are about, and the columns that name one of it. */
public record Entity(String name, Label label, List<JoinKey> joinKeys) {
  private static final int MOST_KEYS = 16;

  public Entity {
    Name.check("entity", name);
    joinKeys = List.copyOf(joinKeys);
    if (joinKeys.isEmpty() || joinKeys.size() > MOST_KEYS) {
      throw ThermoclineException.invalid(
          "entity '%s': it needs 1 to %d join keys.".formatted(name, MOST_KEYS));
    }
    Columns.refuseTwins("entity '" + name + "'", joinKeys.stream().map(JoinKey::name).toList());
  }

  public List<String> keyNames() {
    return joinKeys.stream().map(JoinKey::name).toList();
  }
}
