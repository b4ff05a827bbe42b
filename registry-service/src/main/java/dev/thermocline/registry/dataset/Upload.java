package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.UUID;

/**
 * Files on their way to a version.
 *
 * @param prefix of the keys under which they are kept
 */
public record Upload(
    Project project, UUID id, UUID datasetId, String prefix, Instant beganAt, String beganBy) {}
