package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps experiments. A taken name is refused with ALREADY_EXISTS by the store itself, so two
 * callers can never both win.
 */
public interface ExperimentStore {
  /**
   * Adds one.
   *
   * @param id null to take the next free number
   * @param artifactLocation null for the one that follows from the id
   */
  Experiment insert(
      Project project,
      @Nullable Long id,
      String name,
      @Nullable String artifactLocation,
      List<Entry> tags,
      Instant now);

  Optional<Experiment> find(Project project, long id);

  Optional<Experiment> findByName(Project project, String name);

  void rename(Project project, long id, String name, Instant now);

  /** Marks the experiment with all its runs. False when it was not in the other state. */
  boolean delete(Project project, long id, Instant now);

  boolean restore(Project project, long id, Instant now);

  void setTag(Project project, long id, Entry tag);

  /** False when there was no such tag. */
  boolean deleteTag(Project project, long id, String key);
}
