package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps versions and how far their freezing is. Changes run in the caller's transaction. */
public interface VersionStore {
  /**
   * Adds a version.
   *
   * @param task what is to be copied; absent for external sources
   */
  void insert(ModelVersion version, @Nullable FreezeTask task);

  Optional<ModelVersion> find(Project project, String model, VersionRef ref);

  /** Several versions of any models, in no order. */
  List<ModelVersion> findAll(Project project, Map<UUID, List<Integer>> numbers);

  /** Stores label, description, tags, stage and time; throws ALREADY_EXISTS for a taken label. */
  void update(ModelVersion version);

  void delete(ModelVersion version, Instant at);

  /** The newest version in each stage of each of these models. */
  List<ModelVersion> latestPerStage(Project project, List<UUID> models);

  /** All versions of the model that are in this stage. */
  List<ModelVersion> inStage(RegisteredModel model, Stage stage);

  Search.Page<ModelVersion> search(Project project, Search search);

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
