package dev.thermocline.registry.model;

import org.jspecify.annotations.Nullable;

/**
 * A file of a source as it was listed.
 *
 * @param path below the folder
 * @param key where its bytes lie
 * @param etag the store's name for exactly these bytes
 * @param sha256 where it is known from the upload
 */
public record SourceFile(
    String path, String key, long size, String etag, @Nullable String sha256) {}
