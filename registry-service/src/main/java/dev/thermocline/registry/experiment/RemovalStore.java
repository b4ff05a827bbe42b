package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds and removes what was deleted. */
public interface RemovalStore {
  /**
   * What was deleted before a moment, by id. An experiment with anything left in it is not among
   * them; a logged model goes with its experiment.
   *
   * @param after the last id seen, or null to start
   */
  List<Doomed> find(
      Project project, Doomed.Kind kind, Instant deletedBefore, @Nullable String after, int most);

  /**
   * Removes one with all that hangs on it, in the caller's transaction. False when it was restored
   * or removed meanwhile.
   */
  boolean remove(Project project, Doomed doomed, Instant deletedBefore);
}
