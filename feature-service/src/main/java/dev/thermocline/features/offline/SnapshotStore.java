package dev.thermocline.features.offline;

import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history of views. Entries of one view are added one after the other; an entry is seen
 * whole or not at all. Thread-safe.
 */
public interface SnapshotStore {
  ViewHistory load(Project project, String view, int viewNumber);

  /**
   * Adds the next entry within the caller's transaction; later entries of the view wait for its
   * end.
   *
   * @param now a lower bound for the moment of registration, in microseconds
   * @param job whose entry it is; where that job made one before, nothing is added and it is given
   *     back
   * @param entry makes the entry from its number; its {@code ingest} is set by the store
   */
  Snapshot append(
      Project project, int viewNumber, long now, @Nullable UUID job, LongFunction<Snapshot> entry);

  /** The number of the entry that a job made. */
  Optional<Long> madeBy(Project project, int viewNumber, UUID job);

  /** Which of some keys any snapshot names, of any project. */
  Set<String> named(String bucket, Collection<String> keys);
}
