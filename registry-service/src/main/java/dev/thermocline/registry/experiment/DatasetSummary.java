package dev.thermocline.registry.experiment;

import org.jspecify.annotations.Nullable;

/** One dataset in one role, among the runs of an experiment. */
public record DatasetSummary(
    long experimentId, String name, String digest, @Nullable String context) {}
