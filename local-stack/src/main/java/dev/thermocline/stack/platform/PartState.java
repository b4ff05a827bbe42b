package dev.thermocline.stack.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a part.
 *
 * @param state {@code up}, {@code died}, or {@code elsewhere} for a server of the user's own
 * @param ended when and how it died
 */
public record PartState(
    String name,
    String state,
    long pid,
    @Nullable Instant since,
    String url,
    String version,
    @Nullable String log,
    @Nullable String ended) {}
