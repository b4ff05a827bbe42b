package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Holds several models at once, and writes what became of them: in a few round trips to the
 * database, however many they are. Runs in the caller's transaction.
 */
public interface ModelBatches {
  /** A model by its name. */
  record Key(Project project, String name) {}

  /**
   * A model that nobody else can change until the transaction ends.
   *
   * @param served the aliases through which deployments serve it
   */
  record Held(RegisteredModel model, Set<String> served) {}

  /**
   * The models, held until the transaction ends, in an order in which no two holders wait in a
   * circle; those that are not there are left out.
   */
  List<Held> hold(Collection<Key> wanted);

  /**
   * Writes models, versions, moves and aliases.
   *
   * @return false when a version that an alias was to move to is not there; then the transaction
   *     must be rolled back
   */
  boolean write(ModelWrites writes);
}
