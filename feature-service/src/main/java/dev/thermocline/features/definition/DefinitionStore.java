package dev.thermocline.features.definition;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;

/**
 * Keeps the definitions of each project with all their history. Thread-safe. Changes to a project
 * happen one after the other: {@link #lock} holds the others back until the transaction ends.
 */
public interface DefinitionStore {
  Catalog load(Project project);

  /** As {@link #load}, and no other change to the project begins before this transaction ends. */
  Catalog lock(Project project);

  /** The highest number that any view of the project ever had. */
  int highestViewNumber(Project project);

  /** The highest version that a feature service of this name ever had; zero if there was none. */
  int highestServiceVersion(Project project, String service);

  /** Writes a plan's changes and its result as the next revision. */
  void save(Project project, Plan plan, String author, Instant at);

  /** Newest first, those before {@code before}. */
  List<Revision> listRevisions(Project project, long before, int limit);

  /** One change that was applied. */
  record Revision(long number, String author, Instant at, List<Plan.Change> changes) {
    public Revision {
      changes = List.copyOf(changes);
    }
  }
}
