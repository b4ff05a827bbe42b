package dev.thermocline.registry.dataset;

/**
 * How much one version may hold.
 *
 * @param bytes of all its files together
 */
public record DatasetLimits(int files, long bytes) {}
