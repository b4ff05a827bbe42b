package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Makes versions: numbered at once, and frozen before they are READY. */
@Service
public class VersionRegistration {
  /**
   * MLflow's client polls once and then sleeps for three seconds: a version that is READY within
   * this time costs it no sleep.
   */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final ModelStore models;
  private final VersionStore versions;
  private final ModelChanges changes;
  private final FreezeStore freezes;
  private final SourceResolver sources;
  private final SourceCatalog catalog;
  private final Freezer freezer;
  private final ModelEvents events;
  private final TransactionOperations transaction;
  private final Clock clock;

  VersionRegistration(
      ModelStore models,
      VersionStore versions,
      ModelChanges changes,
      FreezeStore freezes,
      SourceResolver sources,
      SourceCatalog catalog,
      Freezer freezer,
      ModelEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.models = models;
    this.versions = versions;
    this.changes = changes;
    this.freezes = freezes;
    this.sources = sources;
    this.catalog = catalog;
    this.freezer = freezer;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What a caller says about a new version. */
  public record NewVersion(
      @Nullable String source,
      @Nullable String runId,
      @Nullable String runLink,
      @Nullable String loggedModelId,
      @Nullable String label,
      @Nullable String description,
      Map<String, String> tags) {}

  /**
   * Gives the version its number at once and freezes its files: READY in the answer where that is
   * quick, PENDING_REGISTRATION otherwise, and then finished in the background, by another process
   * if this one ends.
   */
  public ModelVersion register(
      Project project, Caller caller, @Nullable String model, NewVersion asked) {
    String name = Names.model(model);
    Names.label(asked.label());
    Names.tags(asked.tags());
    Names.optionalText("description", asked.description());
    Names.optionalText("run_link", asked.runLink());
    BooleanSupplier ofPrompt =
        () -> RegisteredModel.isPrompt(asked.tags()) || model(project, name).isPrompt();
    SourceResolver.Resolved source =
        sources.resolve(
            project,
            asked.source(),
            emptyAsAbsent(asked.runId()),
            emptyAsAbsent(asked.loggedModelId()),
            ofPrompt);
    ModelVersion made = add(project, caller, name, asked, source);
    if (!made.external()) {
      freezer.freeze(keyOf(made), PATIENCE);
    }
    if (made.loggedModelId() != null && !ofPrompt.getAsBoolean()) {
      catalog.registered(project, made.loggedModelId(), name, made.number());
    }
    if (made.external()) {
      return made;
    }
    var number = new VersionRef.ByNumber(made.number());
    return versions
        .find(project, name, number)
        .orElseThrow(() -> ModelVersions.notFound(name, number));
  }

  private RegisteredModel model(Project project, String name) {
    return models.find(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
  }

  private ModelVersion add(
      Project project,
      Caller caller,
      String name,
      NewVersion asked,
      SourceResolver.Resolved source) {
    // A label may be taken, and a refusal is for its own caller alone.
    Optional<ModelVersion> made =
        asked.label() == null
            ? changes.together(project, name, held -> Optional.of(add(held, caller, asked, source)))
            : Optional.empty();
    return made.orElseGet(() ->
        Objects.requireNonNull(
            transaction.execute(_ -> addAlone(project, caller, name, asked, source))));
  }

  private static ModelVersion add(
      HeldModel held, Caller caller, NewVersion asked, SourceResolver.Resolved source) {
    RegisteredModel counted = held.step(Changes::withNextVersion);
    ModelVersion version = version(counted, caller, asked, source);
    held.writes().add(version);
    if (source.folder() != null) {
      held.writes().add(task(counted, version, source.folder()));
    }
    held.writes()
        .add(
            ModelEvents.ofVersion(
                "version.created", counted, version, caller.name(), held.requestId()));
    return version;
  }

  private ModelVersion addAlone(
      Project project,
      Caller caller,
      String name,
      NewVersion asked,
      SourceResolver.Resolved source) {
    RegisteredModel locked =
        models.lock(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
    RegisteredModel counted =
        Changes.touched(Changes.withNextVersion(locked), Moments.after(clock, locked.updatedAt()));
    ModelVersion version = version(counted, caller, asked, source);
    models.update(counted);
    versions.insert(version);
    if (source.folder() != null) {
      freezes.plan(List.of(task(counted, version, source.folder())));
    }
    events.version("version.created", counted, version, caller.name());
    return version;
  }

  private static ModelVersion version(
      RegisteredModel counted, Caller caller, NewVersion asked, SourceResolver.Resolved source) {
    boolean external = source.folder() == null;
    return new ModelVersion(
        counted.project(),
        counted.id(),
        counted.name(),
        counted.lastVersion(),
        asked.label(),
        asked.description(),
        Map.copyOf(asked.tags()),
        Stage.NONE,
        source.source(),
        source.runId(),
        asked.runLink(),
        source.loggedModelId(),
        external ? VersionStatus.READY : VersionStatus.PENDING_REGISTRATION,
        null,
        external,
        null,
        ModelVersion.FreezeProgress.NONE,
        null,
        counted.updatedAt(),
        caller.name(),
        counted.updatedAt(),
        List.of());
  }

  private static FreezeTask task(RegisteredModel model, ModelVersion version, SourceFolder folder) {
    String prefix = model.project().pathPrefix() + model.folder() + "/v" + version.number() + "/";
    return new FreezeTask(keyOf(version), model.name(), folder, prefix);
  }

  private static FreezeTask.Key keyOf(ModelVersion version) {
    return new FreezeTask.Key(
        version.project(), version.modelId(), version.model(), version.number());
  }

  private static @Nullable String emptyAsAbsent(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
