package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** Versions: registered and frozen, found, described, moved between stages, taken away. */
@Service
public class ModelVersions {
  /**
   * MLflow's client polls once and then sleeps for three seconds: a version that is READY within
   * this time costs it no sleep.
   */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final ModelStore models;
  private final VersionStore versions;
  private final SourceResolver sources;
  private final SourceCatalog catalog;
  private final Freezer freezer;
  private final VersionUsers users;
  private final ModelEvents events;
  private final TransactionOperations transaction;
  private final Clock clock;

  ModelVersions(
      ModelStore models,
      VersionStore versions,
      SourceResolver sources,
      SourceCatalog catalog,
      Freezer freezer,
      VersionUsers users,
      ModelEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.models = models;
    this.versions = versions;
    this.sources = sources;
    this.catalog = catalog;
    this.freezer = freezer;
    this.users = users;
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
    RegisteredModel seen = find(project, name);
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
    return made.external() ? made : get(project, name, new VersionRef.ByNumber(made.number()));
  }

  private ModelVersion insert(
      Project project,
      Caller caller,
      String name,
      NewVersion asked,
      SourceResolver.Resolved source) {
    RegisteredModel locked = lock(project, name);
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
    versions.insert(
        version, source.folder() == null ? null : task(counted, version, source.folder()));
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

  public ModelVersion get(Project project, @Nullable String model, VersionRef ref) {
    String name = Names.model(model);
    return versions
        .find(project, name, ref)
        .orElseThrow(() -> {
          find(project, name);
          return notFound(name, ref);
        });
  }

  public Search.Page<ModelVersion> search(Project project, Search search) {
    return versions.search(project, search);
  }

  /** Of one model: the filter may narrow further. */
  public Search.Page<ModelVersion> ofModel(Project project, @Nullable String model, Search search) {
    RegisteredModel found = find(project, Names.model(model));
    List<Condition> conditions = new ArrayList<>(search.conditions());
    conditions.add(
        new Condition(
            new Field(FieldKind.ATTRIBUTE, "name"),
            Operator.EQUAL,
            new Operand.Text(found.name())));
    if (found.isPrompt()) {
      conditions.add(Search.PROMPTS);
    }
    return versions.search(
        project, new Search(conditions, search.order(), search.limit(), search.after()));
  }

  /** The newest version in each of these stages, or in every stage. */
  public List<ModelVersion> latest(Project project, @Nullable String model, List<Stage> stages) {
    RegisteredModel found = find(project, Names.model(model));
    List<ModelVersion> latest = new ArrayList<>();
    for (ModelVersion version : versions.latestPerStage(project, List.of(found.id()))) {
      if (stages.isEmpty() || stages.contains(version.stage())) {
        latest.add(version);
      }
    }
    return latest;
  }

  /** Of several models at once, for lists. */
  public List<ModelVersion> latest(Project project, List<RegisteredModel> of) {
    return versions.latestPerStage(project, of.stream().map(RegisteredModel::id).toList());
  }

  @Transactional
  public ModelVersion describe(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      @Nullable String description) {
    Names.optionalText("description", description);
    return change(project, caller, model, ref, (v, at) -> Changes.described(v, description, at));
  }

  @Transactional
  public ModelVersion label(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      @Nullable String label) {
    Names.label(label);
    ModelVersion changed =
        change(project, caller, model, ref, (v, at) -> Changes.labelled(v, label, at));
    users.renamed(lock(project, changed.model()), caller);
    return changed;
  }

  @Transactional
  public ModelVersion setTag(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      @Nullable String key,
      @Nullable String value) {
    Names.tag(key, value);
    return change(
        project,
        caller,
        model,
        ref,
        (v, at) -> {
          Map<String, String> tags = new HashMap<>(v.tags());
          tags.put(String.valueOf(key), String.valueOf(value));
          return Changes.tagged(v, tags, at);
        });
  }

  /** A tag that is not there is gone already. */
  @Transactional
  public ModelVersion deleteTag(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      @Nullable String key) {
    String checked = Names.tagKey(key);
    return change(
        project,
        caller,
        model,
        ref,
        (v, at) -> {
          if (!v.tags().containsKey(checked)) {
            return v;
          }
          Map<String, String> tags = new HashMap<>(v.tags());
          tags.remove(checked);
          return Changes.tagged(v, tags, at);
        });
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
    RegisteredModel locked = lock(project, Names.model(model));
    ModelVersion version = get(project, locked.name(), ref);
    if (archiveExisting) {
      for (ModelVersion other : versions.inStage(locked, stage)) {
        if (other.number() != version.number()) {
          locked = stage(locked, other, Stage.ARCHIVED, caller, reason);
        }
      }
    }
    stage(locked, version, stage, caller, reason);
    return get(project, locked.name(), new VersionRef.ByNumber(version.number()));
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
    versions.update(staged);
    if (version.stage() != to) {
      models.record(
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
  public List<StageMove> stageHistory(
      Project project, @Nullable String model, VersionRef ref, int limit, long beforeRevision) {
    ModelVersion version = get(project, model, ref);
    return models.stageMoves(
        find(project, version.model()), version.number(), limit, beforeRevision);
  }

  /** Takes the version and the aliases that point to it away; one that is served stays. */
  @Transactional
  public void delete(Project project, Caller caller, @Nullable String model, VersionRef ref) {
    RegisteredModel locked = lock(project, Names.model(model));
    ModelVersion version = get(project, locked.name(), ref);
    users.versionLeaves(locked, version);
    for (Map.Entry<String, Integer> alias : locked.aliases().entrySet()) {
      if (alias.getValue() == version.number()) {
        models.removeAlias(locked, alias.getKey());
        locked = Changes.touched(locked, Moments.after(clock, locked.updatedAt()));
        models.update(locked);
        var move =
            new AliasMove(
                alias.getKey(),
                locked.revision(),
                version.number(),
                null,
                locked.updatedAt(),
                caller.name(),
                "version " + version.number() + " was deleted",
                null);
        models.record(locked, move);
        events.alias(locked, move);
      }
    }
    RegisteredModel touched = Changes.touched(locked, Moments.after(clock, locked.updatedAt()));
    models.update(touched);
    versions.delete(version, touched.updatedAt());
    events.version("version.deleted", touched, version, caller.name());
  }

  /**
   * The prefix of the frozen files, for one who reads them. Versions that are not READY have none
   * yet; external ones never.
   */
  public Optional<String> frozenPrefix(ModelVersion version) {
    if (version.frozen() != null) {
      return Optional.of(version.frozen().prefix());
    }
    if (version.external()) {
      return Optional.empty();
    }
    throw notReady(version);
  }

  /** Where clients read the files; throws while there is nothing to read. */
  public String downloadUri(ModelVersion version) {
    String uri = version.artifactUri();
    if (uri == null) {
      throw notReady(version);
    }
    return uri;
  }

  private static ThermoclineException notReady(ModelVersion version) {
    return ThermoclineException.invalid(
        "The version "
            + version.display()
            + " is "
            + version.status()
            + (version.statusMessage() == null ? "" : ": " + version.statusMessage())
            + ". Its files can be read once it is READY.");
  }

  public ThermoclineException noFiles(ModelVersion version) {
    return ThermoclineException.notFound(
        "The version "
            + version.display()
            + " has no frozen files: its source "
            + Names.printable(version.source())
            + " lies outside our storage.");
  }

  private ModelVersion change(
      Project project,
      Caller caller,
      @Nullable String model,
      VersionRef ref,
      BiFunction<ModelVersion, Instant, ModelVersion> change) {
    RegisteredModel locked = lock(project, Names.model(model));
    ModelVersion version = get(project, locked.name(), ref);
    Instant now = Moments.after(clock, locked.updatedAt());
    ModelVersion changed = change.apply(version, now);
    if (changed.equals(version)) {
      return version;
    }
    RegisteredModel touched = Changes.touched(locked, now);
    models.update(touched);
    versions.update(changed);
    events.version("version.changed", touched, changed, caller.name());
    return changed;
  }

  private RegisteredModel find(Project project, String name) {
    return models.find(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
  }

  private RegisteredModel lock(Project project, String name) {
    return models.lock(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
  }

  private static @Nullable String emptyAsAbsent(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  static ThermoclineException notFound(String model, VersionRef ref) {
    return ThermoclineException.notFound(
        "Model Version (name="
            + Names.printable(model)
            + ", version="
            + Names.printable(ref.text())
            + ") not found");
  }
}
