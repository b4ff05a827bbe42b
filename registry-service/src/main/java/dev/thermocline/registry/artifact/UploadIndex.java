package dev.thermocline.registry.artifact;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers uploads in parts between the requests that make them. Each method is atomic. */
public interface UploadIndex {
  /** How far an upload has come. */
  enum State {
    OPEN,
    /** Somebody is completing it. */
    CLAIMED,
    FINISHED
  }

  void begin(Project project, PendingUpload upload, Instant now);

  Optional<PendingUpload> find(Project project, String id);

  /**
   * Takes the right to complete an upload, or tells why not. A claim older than the patience is
   * void: who made it is gone.
   */
  State claim(Project project, String id, Instant now, Duration patience);

  void release(Project project, String id);

  void finish(Project project, String id, Instant now);

  void forget(Project project, String id);

  /** Forgets those that began before a moment. */
  int forgetBefore(Instant moment);
}
