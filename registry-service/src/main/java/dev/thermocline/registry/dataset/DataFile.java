package dev.thermocline.registry.dataset;

import org.jspecify.annotations.Nullable;

/**
 * A file of a version.
 *
 * @param path below the version's location
 * @param key where its bytes lie in the bucket for training data
 * @param etag the store's name for exactly these bytes
 * @param rows where the file is a table that could be read
 */
public record DataFile(
    String path, String key, long size, String sha256, String etag, @Nullable Long rows) {}
