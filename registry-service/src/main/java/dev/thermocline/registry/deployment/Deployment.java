package dev.thermocline.registry.deployment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.UUID;

/**
 * A named endpoint as it stands now.
 *
 * @param revision counts the specs
 * @param routingRevision rises with everything that gateways must learn, over all deployments
 */
public record Deployment(
    Project project,
    UUID id,
    String name,
    boolean isDefault,
    int revision,
    long routingRevision,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    DeploymentSpec spec,
    Resolved resolved) {}
