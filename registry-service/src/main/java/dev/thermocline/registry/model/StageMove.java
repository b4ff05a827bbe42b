package dev.thermocline.registry.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One move of a version from stage to stage, kept for ever. */
public record StageMove(
    int number,
    long revision,
    Stage from,
    Stage to,
    Instant at,
    String by,
    @Nullable String reason) {}
