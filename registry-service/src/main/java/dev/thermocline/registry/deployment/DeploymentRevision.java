package dev.thermocline.registry.deployment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One spec in a deployment's history.
 *
 * @param undoes the revision that this one rolled back
 */
public record DeploymentRevision(
    int revision,
    DeploymentSpec spec,
    Instant at,
    String by,
    @Nullable String reason,
    @Nullable Integer undoes,
    GateVerdict gate) {}
