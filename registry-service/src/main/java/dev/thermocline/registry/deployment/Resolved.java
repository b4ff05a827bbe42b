package dev.thermocline.registry.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A spec with its aliases resolved. */
public record Resolved(List<Arm> arms, @Nullable Version shadow) {
  public Resolved {
    arms = List.copyOf(arms);
  }

  public record Arm(int weight, Version version) {}

  /**
   * One version.
   *
   * @param alias through which it was found
   */
  public record Version(UUID modelId, @Nullable String alias, int number) {}

  public List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    arms.forEach(arm -> versions.add(arm.version()));
    if (shadow != null) {
      versions.add(shadow);
    }
    return versions;
  }
}
