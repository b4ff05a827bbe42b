package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      FreezeStore freezes,
      SourceResolver sources,
      SourceCatalog catalog,
      Freezer freezer,
      ModelEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.models = models;
    this.versions = versions;
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
    RegisteredModel seen =
        models.find(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
    boolean prompt = seen.isPrompt() || RegisteredModel.isPrompt(asked.tags());
    SourceResolver.Resolved source =
        sources.resolve(
            project,
            asked.source(),
            emptyAsAbsent(asked.runId()),
            emptyAsAbsent(asked.loggedModelId()),
            prompt);
    ModelVersion made =
        Objects.requireNonNull(
            transaction.execute(_ -> insert(project, caller, name, asked, source)));
    if (!made.external()) {
      freezer.freeze(keyOf(made), PATIENCE);
    }
    if (made.loggedModelId() != null && !prompt) {
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

  private ModelVersion insert(
      Project project,
      Caller caller,
      String name,
      NewVersion asked,
      SourceResolver.Resolved source) {
    RegisteredModel locked =
        models.lock(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
    Instant now = Moments.after(clock, locked.updatedAt());
    RegisteredModel counted = Changes.touched(Changes.withNextVersion(locked), now);
    boolean external = source.folder() == null;
    var version =
        new ModelVersion(
            project,
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
            now,
            caller.name(),
            now,
            List.of());
    models.update(counted);
    versions.insert(version);
    if (source.folder() != null) {
      freezes.plan(task(counted, version, source.folder()));
    }
    events.version("version.created", counted, version, caller.name());
    return version;
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
