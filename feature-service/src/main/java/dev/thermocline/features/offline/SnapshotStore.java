package dev.thermocline.features.offline;

import dev.thermocline.kit.project.Project;
import java.util.function.LongFunction;

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
   * @param entry makes the entry from its number; its {@code ingest} is set by the store
   */
  Snapshot append(Project project, int viewNumber, long now, LongFunction<Snapshot> entry);
}
