package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps how far the freezing of versions is. */
public interface FreezeStore {
  /** Says what is to be copied where, in the transaction that adds the versions. */
  void plan(List<FreezeTask> tasks);

  /**
   * Takes a pending version for freezing, alone until the lease ends. Empty when another one has
   * it, or it is no longer pending.
   */
  Optional<FreezeTask> claim(
      Project project, UUID modelId, int number, Instant now, Duration lease);

  /** Pending versions that nobody freezes, oldest first. */
  List<FreezeTask.Key> abandoned(Instant now, int limit);

  /** Remembers the listing of the source, once: the first one stays, and is returned. */
  List<SourceFile> pin(FreezeTask.Key key, List<SourceFile> files);

  /** Progress of a freeze, and its lease extended. */
  void progress(FreezeTask.Key key, int filesDone, long bytesDone, Instant leasedUntil);

  /** Only a pending version changes; false when it is not one any more. */
  boolean finish(
      FreezeTask.Key key, ModelVersion.FrozenCopy frozen, @Nullable String signature, Instant at);

  /** Only a pending version changes; false when it is not one any more. */
  boolean fail(FreezeTask.Key key, String reason, Instant at);

  /** Whether a version, live or deleted not longer ago than the grace, owns this prefix. */
  boolean ownsPrefix(String prefix, Instant deletedBefore);
}
