package dev.thermocline.features.materialize;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps runs and how far each view is. Thread-safe; each call is one step. */
public interface MaterializationStore {
  /**
   * Adds a run.
   *
   * @return whether it may go on; not while another run over the view has not ended
   */
  boolean add(Materialization run);

  Optional<Materialization> find(UUID id);

  /** The run over a view that has not ended. */
  Optional<Materialization> findOpen(Project project, int viewNumber);

  /** Newest first. */
  List<Materialization> list(Project project, @Nullable String view, Instant before, int limit);

  void progress(UUID id, Materialization.Progress progress);

  void end(UUID id, Materialization.Ending ending);

  Optional<Reached> reached(Project project, int viewNumber);

  /**
   * Moves a view on, never back.
   *
   * @return the revision of the change, one more than before
   */
  long reach(Project project, int viewNumber, long snapshot, @Nullable Instant renewedAt);

  /** The projects that have definitions. */
  List<Project> projects();

  /**
   * How far a view is.
   *
   * @param renewedAt when every entity was last visited
   */
  record Reached(long snapshot, @Nullable Instant renewedAt) {}
}
