package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectAddress;

/**
 * An upload whose parts the client sends to object storage itself.
 *
 * @param id the secret by which the client names it
 * @param storeId the store's own name of it
 */
public record PendingUpload(
    String id, ArtifactPath path, ObjectAddress object, String storeId, String mediaType) {}
