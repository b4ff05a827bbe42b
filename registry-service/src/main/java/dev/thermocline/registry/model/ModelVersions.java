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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Versions: found, described, labelled, taken away. */
@Service
public class ModelVersions {
  private final ModelStore models;
  private final MoveStore moves;
  private final VersionStore versions;
  private final VersionUsers users;
  private final ModelEvents events;
  private final Clock clock;

  ModelVersions(
      ModelStore models,
      MoveStore moves,
      VersionStore versions,
      VersionUsers users,
      ModelEvents events,
      Clock clock) {
    this.models = models;
    this.moves = moves;
    this.versions = versions;
    this.users = users;
    this.events = events;
    this.clock = clock;
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
        moves.record(locked, move);
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

  static ThermoclineException notFound(String model, VersionRef ref) {
    return ThermoclineException.notFound(
        "Model Version (name="
            + Names.printable(model)
            + ", version="
            + Names.printable(ref.text())
            + ") not found");
  }
}
