package dev.thermocline.registry.artifact;

/**
 * A line of a folder's listing.
 *
 * @param name relative to the folder
 * @param size 0 for folders
 */
public record ArtifactEntry(String name, boolean folder, long size) {}
