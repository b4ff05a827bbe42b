package dev.thermocline.registry.dataset;

/** A file as the store lists it, not read yet. */
public record FoundFile(String path, String key, long size, String etag) {}
