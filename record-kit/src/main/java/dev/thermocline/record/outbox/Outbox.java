package dev.thermocline.record.outbox;

import dev.thermocline.kit.project.Project;

/**
 * Events that are told if, and only if, the change they tell of is committed. They reach Kafka at
 * least once, and in order of their revision for each project, topic and key, however long Kafka is
 * away. Consumers drop what is not newer than the revision they know.
 */
public interface Outbox {
  /**
   * Writes an event in the caller's transaction; without one it throws {@link
   * IllegalStateException}.
   *
   * @param topic without the prefix of the installation, such as {@code thermocline.models}
   * @param key what the event is about, within the project
   * @param revision of what the event is about, raised in this transaction under the lock of its
   *     row; this alone makes the order
   * @param type such as {@code model.created}
   * @param data written as JSON
   */
  void append(Project project, String topic, String key, long revision, String type, Object data);
}
