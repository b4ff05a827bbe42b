package dev.thermocline.registry.experiment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One execution of something, without what it logged. */
public record Run(
    RunId id,
    long experimentId,
    String name,
    String user,
    RunStatus status,
    Instant startedAt,
    @Nullable Instant endedAt,
    String artifactUri,
    boolean deleted) {}
