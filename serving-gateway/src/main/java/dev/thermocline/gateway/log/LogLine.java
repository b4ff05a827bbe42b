package dev.thermocline.gateway.log;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A line for the log.
 *
 * @param heldBytes about how much memory it holds until it is written
 * @param content made later, on another thread
 */
public record LogLine(
    LogTopic topic, String key, long heldBytes, Supplier<Map<String, @Nullable Object>> content) {}
