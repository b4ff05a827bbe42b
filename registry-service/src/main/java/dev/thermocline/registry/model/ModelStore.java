package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps models and where their aliases are. Every change runs in the caller's transaction, which
 * holds the model's row since {@link #lock}: changes of one model are one after the other.
 */
public interface ModelStore {
  /** Throws ALREADY_EXISTS when the name is taken: the database decides. */
  void insert(RegisteredModel model);

  Optional<RegisteredModel> find(Project project, String name);

  /** The model, held until the transaction ends. */
  Optional<RegisteredModel> lock(Project project, String name);

  /** Like {@link #lock}, by the id that outlives a rename. */
  Optional<RegisteredModel> lockById(Project project, UUID id);

  /** Several models, in no order; those that are gone are left out. */
  List<RegisteredModel> findAll(Project project, Collection<UUID> ids);

  /** What these models are called, or were when they were deleted. */
  Map<UUID, String> names(Project project, Collection<UUID> ids);

  /** Holds several models against changes, in an order in which no two holders wait in a circle. */
  List<RegisteredModel> holdAll(Project project, List<String> names);

  /**
   * Stores name, description, tags, last version, revision and time; throws ALREADY_EXISTS when the
   * new name is taken.
   */
  void update(RegisteredModel model);

  /** Takes the model, its versions and aliases out of sight; its history stays. */
  void delete(RegisteredModel model, Instant at);

  Search.Page<RegisteredModel> search(Project project, Search search);

  void putAlias(RegisteredModel model, String alias, int number, Instant at);

  void removeAlias(RegisteredModel model, String alias);
}
