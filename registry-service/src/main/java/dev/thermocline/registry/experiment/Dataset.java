package dev.thermocline.registry.experiment;

import org.jspecify.annotations.Nullable;

/** A dataset as a run describes it. */
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile) {}
