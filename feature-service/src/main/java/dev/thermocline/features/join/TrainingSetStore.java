package dev.thermocline.features.join;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps what became of the files of joins. Every method is one statement. Thread-safe. */
public interface TrainingSetStore {
  /** Adds it, or changes its content where the join was done again. */
  void add(Project project, UUID join, String dataset, TrainingSetContent content, Instant now);

  Optional<TrainingSet> find(Project project, UUID join);

  /** Those that the registry does not have and did not refuse, the oldest first. */
  List<Waiting> waiting(int most);

  void registered(Project project, UUID join, TrainingSet.Version version);

  void failed(Project project, UUID join, String why, boolean refused);

  /** Whether there was one to keep: its files are there still. */
  boolean keep(Project project, UUID join, TrainingSet.Keeping keeping);

  void release(Project project, UUID join);

  /**
   * Marks its files as removed, unless somebody keeps them: from then on nobody can.
   *
   * @return whether the files may go
   */
  boolean sweep(Project project, UUID join, Instant now);

  List<Project> projects();

  /** One to be registered. */
  record Waiting(Project project, UUID join, String dataset, TrainingSetContent content) {}
}
