package dev.thermocline.record.outbox;

import java.util.function.Supplier;

/** Makes a fresh sink whenever the last one was thrown away. */
public interface EventSinks extends Supplier<EventSink> {}
