package dev.thermocline.registry.lineage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that data went through.
 *
 * @param id of a dataset, run, registered model or deployment
 * @param number of a snapshot or a version
 * @param key a feature view's name, or a logged model's id
 * @param name what people call it; absent where it was removed for good
 */
public record LineageNode(
    Kind kind,
    @Nullable UUID id,
    @Nullable Long number,
    @Nullable String key,
    @Nullable String name) {
  /** In the order in which data flows. */
  public enum Kind {
    SNAPSHOT("snapshot", "snapshot"),
    DATASET("dataset", "dataset"),
    RUN("run", "run"),
    LOGGED_MODEL("model", "loggedModel"),
    VERSION("version", "version"),
    DEPLOYMENT("deployment", "deployment");

    private final String stored;
    private final String word;

    Kind(String stored, String word) {
      this.stored = stored;
      this.word = word;
    }

    /** As the database's functions call it. */
    public String stored() {
      return stored;
    }

    /** As callers call it. */
    public String word() {
      return word;
    }

    public static Kind ofStored(String stored) {
      for (Kind kind : values()) {
        if (kind.stored.equals(stored)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of node: " + stored);
    }
  }

  /** The way in which a caller asks for it: {@code vitals/12}, {@code readmission/3}, an id. */
  public String reference() {
    return switch (kind) {
      case SNAPSHOT -> key + "/" + number;
      case DATASET, VERSION -> (name == null ? id : name) + "/" + number;
      case RUN -> String.valueOf(id).replace("-", "");
      case LOGGED_MODEL -> String.valueOf(key);
      case DEPLOYMENT -> String.valueOf(name == null ? id : name);
    };
  }
}
