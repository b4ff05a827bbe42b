package dev.thermocline.kit.health;

import java.util.List;

/**
 * How this process stands.
 *
 * @param reasons why nothing can be served; empty when something can
 */
public record Readiness(List<String> reasons, List<Finding> dependencies) {
  public Readiness {
    reasons = List.copyOf(reasons);
    dependencies = List.copyOf(dependencies);
  }

  public boolean isReady() {
    return reasons.isEmpty();
  }

  public String status() {
    if (!isReady()) {
      return "unready";
    }
    return dependencies.stream().allMatch(Finding::up) ? "ready" : "degraded";
  }

  /** What the last check of a dependency found; {@code detail} says why where it is not up. */
  public record Finding(String name, boolean up, String detail) {}
}
