package dev.thermocline.registry.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of an alias, kept for ever.
 *
 * @param revision the model's revision that this move made; rising within a model
 * @param from absent when the alias was new
 * @param to absent when the alias was taken away
 * @param undoes the revision of the move that this one rolled back
 */
public record AliasMove(
    String alias,
    long revision,
    @Nullable Integer from,
    @Nullable Integer to,
    Instant at,
    String by,
    @Nullable String reason,
    @Nullable Long undoes) {}
