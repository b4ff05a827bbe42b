package dev.thermocline.record.outbox;

import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are told if, and only if, the change they tell of is committed. They reach Kafka at
 * least once, and in order of their revision for each project, topic and key, however long Kafka is
 * away. Consumers drop what is not newer than the revision they know.
 */
public interface Outbox {
  /**
   * An event.
   *
   * @param topic without the prefix of the installation, such as {@code thermocline.models}
   * @param key what the event is about, within the project
   * @param revision of what the event is about, raised in this transaction under the lock of its
   *     row; this alone makes the order
   * @param type such as {@code model.created}
   * @param data written as JSON
   * @param requestId of the request that made the change, if one did
   */
  record Event(
      Project project,
      String topic,
      String key,
      long revision,
      String type,
      Object data,
      @Nullable String requestId) {}

  /**
   * Writes events in the caller's transaction; without one it throws {@link IllegalStateException}.
   */
  void append(List<Event> events);

  /** Writes one event of the request that this thread works for. */
  default void append(
      Project project, String topic, String key, long revision, String type, Object data) {
    append(List.of(new Event(project, topic, key, revision, type, data, RequestId.current())));
  }
}
