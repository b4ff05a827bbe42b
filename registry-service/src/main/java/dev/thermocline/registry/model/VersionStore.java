package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keeps versions. Changes run in the caller's transaction. */
public interface VersionStore {
  void insert(ModelVersion version);

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
}
