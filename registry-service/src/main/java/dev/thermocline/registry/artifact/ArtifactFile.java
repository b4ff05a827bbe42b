package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectAddress;
import java.time.Instant;

/**
 * One stored file. Its object never changes: writing the path again makes another object.
 *
 * @param sha256 of the bytes, lower-case hex
 * @param etag of the object in the store
 */
public record ArtifactFile(
    ArtifactPath path,
    ObjectAddress object,
    long size,
    String sha256,
    String etag,
    String mediaType,
    Instant writtenAt) {}
