package dev.thermocline.registry.deployment;

import dev.thermocline.kit.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Each thing that a deployment came to mean: kept in its history, and told of. */
@Component
class Resolutions {
  private final DeploymentStore store;
  private final DeploymentEvents events;

  Resolutions(DeploymentStore store, DeploymentEvents events) {
    this.store = store;
    this.events = events;
  }

  /** Of the state that the deployment has now; in the transaction that gave it to it. */
  Deployment add(Deployment deployment, String cause, Caller caller, @Nullable String reason) {
    store.addResolution(
        deployment,
        new Resolution(
            deployment.routingRevision(),
            deployment.revision(),
            deployment.resolved(),
            cause,
            deployment.updatedAt(),
            caller.name()));
    events.changed(deployment, cause, caller.name(), reason);
    return deployment;
  }
}
