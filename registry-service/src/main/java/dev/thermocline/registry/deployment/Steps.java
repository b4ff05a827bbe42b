package dev.thermocline.registry.deployment;

import java.time.Instant;

/** A deployment's next state; its past is in its history. */
final class Steps {
  private Steps() {}

  static Deployment of(
      Deployment from,
      boolean isDefault,
      int revision,
      long routingRevision,
      Instant at,
      DeploymentSpec spec,
      Resolved resolved) {
    return new Deployment(
        from.project(),
        from.id(),
        from.name(),
        isDefault,
        revision,
        routingRevision,
        from.createdAt(),
        from.createdBy(),
        at,
        spec,
        resolved);
  }
}
