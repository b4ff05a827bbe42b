package dev.thermocline.registry.model;

import dev.thermocline.kit.error.ThermoclineException;
import org.jspecify.annotations.Nullable;

/** MLflow's stages. Aliases replace them; clients in the field still move versions through them. */
public enum Stage {
  NONE("None"),
  STAGING("Staging"),
  PRODUCTION("Production"),
  ARCHIVED("Archived");

  private final String word;

  Stage(String word) {
    this.word = word;
  }

  /** As clients write it. */
  public String word() {
    return word;
  }

  /** Whether versions that were there can be archived when another one arrives. */
  public boolean isActive() {
    return this == STAGING || this == PRODUCTION;
  }

  public static Stage of(@Nullable String word) {
    for (Stage stage : values()) {
      if (stage.word.equalsIgnoreCase(word)) {
        return stage;
      }
    }
    throw ThermoclineException.invalid(
        "Invalid Model Version stage: "
            + (word == null ? "nothing" : Names.printable(word))
            + ". Value must be one of None, Staging, Production, Archived.");
  }
}
