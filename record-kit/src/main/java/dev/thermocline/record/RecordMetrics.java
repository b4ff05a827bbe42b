package dev.thermocline.record;

/** The names of the metrics of this library. */
public final class RecordMetrics {
  /** Events that were committed and are not in Kafka yet, counted up to ten thousand. */
  public static final String OUTBOX_WAITING = "thermocline.outbox.waiting";

  /** How long the first of them has waited, in seconds. */
  public static final String OUTBOX_OLDEST = "thermocline.outbox.oldest.seconds";

  private RecordMetrics() {}
}
