package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stages: a version's place in MLflow's older way of promoting, with every move kept. */
@Service
public class Stages {
  private final ModelStore models;
  private final MoveStore moves;
  private final VersionStore store;
  private final ModelVersions versions;
  private final ModelEvents events;
  private final Clock clock;

  Stages(
      ModelStore models,
      MoveStore moves,
      VersionStore store,
      ModelVersions versions,
      ModelEvents events,
      Clock clock) {
    this.models = models;
    this.moves = moves;
    this.store = store;
    this.versions = versions;
    this.events = events;
    this.clock = clock;
  }

  /** Moves a version to a stage; the others there go to Archived in the same transaction. */
  @Transactional
  public ModelVersion move(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      Stage stage,
      boolean archiveExisting,
      @Nullable String reason) {
    Names.optionalText("reason", reason);
    if (archiveExisting && !stage.isActive()) {
      throw ThermoclineException.invalid(
          "Model version transition cannot archive existing model versions because '"
              + stage.word()
              + "' is not an Active stage. Valid stages are ['Staging', 'Production']");
    }
    String name = Names.model(model);
    RegisteredModel locked =
        models.lock(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
    ModelVersion version = versions.get(project, locked.name(), ref);
    if (archiveExisting) {
      for (ModelVersion other : store.inStage(locked, stage)) {
        if (other.number() != version.number()) {
          locked = stage(locked, other, Stage.ARCHIVED, caller, reason);
        }
      }
    }
    stage(locked, version, stage, caller, reason);
    return versions.get(project, locked.name(), new VersionRef.ByNumber(version.number()));
  }

  private RegisteredModel stage(
      RegisteredModel locked,
      ModelVersion version,
      Stage to,
      Caller caller,
      @Nullable String reason) {
    RegisteredModel touched = Changes.touched(locked, Moments.after(clock, locked.updatedAt()));
    models.update(touched);
    ModelVersion staged = Changes.staged(version, to, touched.updatedAt());
    store.update(staged);
    if (version.stage() != to) {
      moves.record(
          touched,
          new StageMove(
              version.number(),
              touched.revision(),
              version.stage(),
              to,
              touched.updatedAt(),
              caller.name(),
              reason));
      events.version("version.staged", touched, staged, caller.name());
    }
    return touched;
  }

  /** Newest first. */
  public List<StageMove> history(
      Project project, @Nullable String model, VersionRef ref, int limit, long beforeRevision) {
    ModelVersion version = versions.get(project, model, ref);
    RegisteredModel found =
        models
            .find(project, version.model())
            .orElseThrow(() -> ModelRegistry.notFound(version.model()));
    return moves.stageMoves(found, version.number(), limit, beforeRevision);
  }
}
