package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The registered models: made, found, described, renamed, taken away. */
@Service
public class ModelRegistry {
  private static final int FOLDER_NAME = 64;

  private final ModelStore models;
  private final VersionUsers users;
  private final ModelEvents events;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ModelRegistry(ModelStore models, VersionUsers users, ModelEvents events, Clock clock) {
    this.models = models;
    this.users = users;
    this.events = events;
    this.clock = clock;
  }

  @Transactional
  public RegisteredModel create(
      Project project,
      Caller caller,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> tags) {
    String checked = Names.model(name);
    Instant now = Moments.of(clock);
    var model =
        new RegisteredModel(
            UUID.randomUUID(),
            project,
            checked,
            folder(checked),
            Names.optionalText("description", description),
            Names.tags(tags),
            now,
            caller.name(),
            now,
            0,
            1,
            Map.of());
    models.insert(model);
    events.model("model.created", model, caller);
    return model;
  }

  public RegisteredModel get(Project project, @Nullable String name) {
    String checked = Names.model(name);
    return models.find(project, checked).orElseThrow(() -> notFound(checked));
  }

  public Search.Page<RegisteredModel> search(Project project, Search search) {
    return models.search(project, search);
  }

  @Transactional
  public RegisteredModel describe(
      Project project, Caller caller, @Nullable String name, @Nullable String description) {
    Names.optionalText("description", description);
    RegisteredModel model = lock(project, name);
    return store(Changes.described(model, description), "model.changed", caller);
  }

  @Transactional
  public RegisteredModel rename(
      Project project, Caller caller, @Nullable String name, @Nullable String newName) {
    if (newName == null || newName.isBlank()) {
      throw ThermoclineException.invalid("Missing value for required parameter 'new_name'.");
    }
    String checked = Names.model(newName);
    RegisteredModel model = lock(project, name);
    RegisteredModel renamed =
        store(Changes.renamed(model, checked), "model.renamed", caller, model.name());
    users.renamed(renamed, caller);
    return renamed;
  }

  /** The frozen files stay until the sweeper's grace is over. */
  @Transactional
  public void delete(Project project, Caller caller, @Nullable String name) {
    RegisteredModel model = lock(project, name);
    users.modelLeaves(model);
    RegisteredModel last = Changes.touched(model, Moments.after(clock, model.updatedAt()));
    models.update(last);
    models.delete(last, last.updatedAt());
    events.model("model.deleted", last, caller);
  }

  @Transactional
  public void setTag(
      Project project,
      Caller caller,
      @Nullable String name,
      @Nullable String key,
      @Nullable String value) {
    Names.tag(key, value);
    RegisteredModel model = lock(project, name);
    Map<String, String> tags = new HashMap<>(model.tags());
    tags.put(String.valueOf(key), String.valueOf(value));
    store(Changes.tagged(model, tags), "model.changed", caller);
  }

  /** A tag that is not there is gone already. */
  @Transactional
  public void deleteTag(
      Project project, Caller caller, @Nullable String name, @Nullable String key) {
    String checked = Names.tagKey(key);
    RegisteredModel model = lock(project, name);
    Map<String, String> tags = new HashMap<>(model.tags());
    if (tags.remove(checked) != null) {
      store(Changes.tagged(model, tags), "model.changed", caller);
    }
  }

  private RegisteredModel lock(Project project, @Nullable String name) {
    String checked = Names.model(name);
    return models.lock(project, checked).orElseThrow(() -> notFound(checked));
  }

  private RegisteredModel store(RegisteredModel changed, String type, Caller caller) {
    return store(changed, type, caller, null);
  }

  private RegisteredModel store(
      RegisteredModel changed, String type, Caller caller, @Nullable String formerName) {
    RegisteredModel stored = Changes.touched(changed, Moments.after(clock, changed.updatedAt()));
    models.update(stored);
    events.model(type, stored, caller, formerName);
    return stored;
  }

  /** Readable, safe as a key, and told apart from its namesakes by a random part. */
  private String folder(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    String cut = safe.length() > FOLDER_NAME ? safe.substring(0, FOLDER_NAME) : safe;
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    return cut + "-" + HexFormat.of().formatHex(bytes);
  }

  static ThermoclineException notFound(String name) {
    return new ThermoclineException(
        ErrorKind.NOT_FOUND, "Registered Model with name=" + Names.printable(name) + " not found");
  }
}
