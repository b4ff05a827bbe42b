package dev.thermocline.gateway.predict;

import org.jspecify.annotations.Nullable;

/** The body of a request, whole and decompressed. */
@SuppressWarnings("ArrayRecordComponent")
public record SentBody(byte[] bytes, @Nullable String contentType) {}
