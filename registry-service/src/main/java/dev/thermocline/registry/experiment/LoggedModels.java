package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Everything that is done with logged models. */
@Service
public class LoggedModels {
  private static final int MAX_PAGE = 50_000;
  private static final int MAX_NAME = 500;
  private static final int MAX_VALUE = 20_000;
  private static final int MAX_ENTRIES = 1000;
  private static final String FORBIDDEN = "/:.%\"'";

  private final LoggedModelStore store;
  private final LoggedModelReader reader;
  private final Experiments experiments;
  private final Clock clock;

  LoggedModels(
      LoggedModelStore store, LoggedModelReader reader, Experiments experiments, Clock clock) {
    this.store = store;
    this.reader = reader;
    this.experiments = experiments;
    this.clock = clock;
  }

  public LoggedModel create(
      Project project,
      long experimentId,
      @Nullable String name,
      String modelType,
      String sourceRunId,
      List<Entry> params,
      List<Entry> tags) {
    if (name != null) {
      checkName(name);
    }
    LogRules.checkText(modelType, "model_type", MAX_NAME);
    LogRules.checkText(sourceRunId, "source_run_id", LogRules.MAX_KEY);
    check(params, "params");
    check(tags, "tags");
    Experiment experiment = experiments.get(project, experimentId);
    if (experiment.deleted()) {
      throw ThermoclineException.invalid(
          "The experiment "
              + experimentId
              + " must be in the 'active' state. Current state is deleted. Restore it first.");
    }
    String id = "m-" + UUID.randomUUID().toString().replace("-", "");
    Instant now = Instant.ofEpochMilli(clock.millis());
    LoggedModel model =
        new LoggedModel(
            id,
            experimentId,
            name == null ? RunNames.random() : name,
            experiment.artifactLocation() + "/models/" + id + "/artifacts",
            modelType,
            sourceRunId,
            LoggedModel.Status.PENDING,
            null,
            now,
            now,
            params,
            tags,
            List.of());
    store.insert(project, model);
    return model;
  }

  public LoggedModel get(Project project, String id, boolean alsoDeleted) {
    return reader.find(project, id, alsoDeleted).orElseThrow(() -> notFound(id));
  }

  /** Says how the upload of the model's files ended. */
  public LoggedModel finish(Project project, String id, LoggedModel.Status status) {
    require(store.finish(project, id, status, clock.instant()), id);
    return get(project, id, true);
  }

  public void delete(Project project, String id) {
    require(store.delete(project, id, clock.instant()), id);
  }

  public void setTags(Project project, String id, List<Entry> tags) {
    check(tags, "tags");
    require(store.setTags(project, id, tags), id);
  }

  public void deleteTag(Project project, String id, String key) {
    get(project, id, true);
    if (!store.deleteTag(project, id, key)) {
      throw ThermoclineException.notFound(
          "No tag with key '" + key + "' found for model with ID '" + id + "'.");
    }
  }

  public void addParams(Project project, String id, List<Entry> params) {
    check(params, "params");
    require(store.addParams(project, id, params), id);
  }

  public Page<LoggedModel> search(Project project, LoggedModelQuery query) {
    if (query.limit() < 1 || query.limit() > MAX_PAGE) {
      throw ThermoclineException.invalid(
          "Invalid value "
              + query.limit()
              + " for parameter 'max_results' supplied: it must be from 1 to "
              + MAX_PAGE
              + ".");
    }
    return reader.search(project, query);
  }

  private static void check(List<Entry> entries, String path) {
    if (entries.size() > MAX_ENTRIES) {
      throw ThermoclineException.invalid(
          "At most " + MAX_ENTRIES + " " + path + " go into one request.");
    }
    for (Entry entry : entries) {
      LogRules.checkText(entry.key(), path + ".key", LogRules.MAX_KEY);
      if (entry.key().isEmpty()) {
        throw ThermoclineException.invalid(
            "Missing value for required parameter '" + path + ".key'.");
      }
      LogRules.checkText(entry.value(), path + ".value", MAX_VALUE);
    }
  }

  private static void checkName(String name) {
    LogRules.checkText(name, "name", MAX_NAME);
    if (name.isEmpty() || name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
      throw ThermoclineException.invalid(
          "Invalid model name ('"
              + name
              + "') provided. Model name must be a non-empty string and cannot contain the"
              + " following characters: / : . % \" '");
    }
  }

  private static void require(boolean found, String id) {
    if (!found) {
      throw notFound(id);
    }
  }

  private static ThermoclineException notFound(String id) {
    return ThermoclineException.notFound("Logged model with ID '" + id + "' not found.");
  }
}
