package dev.thermocline.record.outbox;

import org.jspecify.annotations.Nullable;

/** An event that was committed and is not known to be in Kafka. */
public record WaitingEvent(
    long id, String project, String topic, String key, String event, @Nullable String requestId) {
  /** What Kafka sorts by; no two projects share one. */
  public String recordKey() {
    return project.equals("default") ? key : project + "/" + key;
  }
}
