package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Everything that is done with runs. */
@Service
public class Runs {
  public static final int MAX_PAGE = 50_000;
  private static final int MAX_DATASETS = 1000;
  private static final int MAX_LISTED_DATASETS = 1000;

  private final RunStore store;
  private final Experiments experiments;
  private final Clock clock;

  Runs(RunStore store, Experiments experiments, Clock clock) {
    this.store = store;
    this.experiments = experiments;
    this.clock = clock;
  }

  public RunDetails create(
      Project project,
      long experimentId,
      @Nullable String name,
      String user,
      Instant startedAt,
      List<Entry> tags) {
    RunId id = RunId.create(clock.millis());
    String given = name == null || name.isEmpty() ? RunNames.random() : name;
    LogRules.checkText(given, "run_name", LogRules.MAX_RUN_NAME);
    LogRules.checkText(user, "user_id", LogRules.MAX_KEY);
    LogRules.checkEntries(tags, "tags");
    if (experimentId == Experiment.DEFAULT_ID) {
      experiments.get(project, experimentId);
    }
    Run run = store.insert(project, experimentId, id, given, user, startedAt, tags);
    return new RunDetails(run, List.of(), List.of(), tags, List.of(), List.of(), List.of());
  }

  public RunDetails get(Project project, RunId id) {
    return store
        .find(project, id)
        .orElseThrow(() -> ThermoclineException.notFound("Run with id=" + id + " not found"));
  }

  public Run update(
      Project project,
      RunId id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name) {
    String given = name == null || name.isEmpty() ? null : name;
    if (given != null) {
      LogRules.checkText(given, "run_name", LogRules.MAX_RUN_NAME);
    }
    return store.update(project, id, status, endedAt, given);
  }

  public void delete(Project project, RunId id) {
    store.delete(project, id, clock.instant());
  }

  public void restore(Project project, RunId id) {
    store.restore(project, id);
  }

  public void log(Project project, RunId id, Batch batch) {
    LogRules.check(batch);
    store.log(project, id, batch);
  }

  public void deleteTag(Project project, RunId id, String key) {
    store.deleteTag(project, id, key);
  }

  public void appendToListTag(Project project, RunId id, String key, String json) {
    store.appendToListTag(project, id, key, json);
  }

  public void addInputs(
      Project project, RunId id, List<DatasetInput> datasets, List<ModelLink> models) {
    if (datasets.size() > MAX_DATASETS) {
      throw ThermoclineException.invalid(
          "At most "
              + MAX_DATASETS
              + " datasets go into one request. Got "
              + datasets.size()
              + ".");
    }
    datasets.forEach(DatasetRules::check);
    models.forEach(link -> LogRules.checkText(link.modelId(), "model_id", LogRules.MAX_KEY));
    store.addInputs(project, id, datasets, models);
  }

  public void addOutputs(Project project, RunId id, List<ModelLink> models) {
    models.forEach(link -> LogRules.checkText(link.modelId(), "model_id", LogRules.MAX_KEY));
    store.addOutputs(project, id, models);
  }

  public Page<RunDetails> search(Project project, RunQuery query) {
    if (query.limit() < 1 || query.limit() > MAX_PAGE) {
      throw ThermoclineException.invalid(
          "Invalid value "
              + query.limit()
              + " for parameter 'max_results' supplied: it must be from 1 to "
              + MAX_PAGE
              + ".");
    }
    if (query.experimentIds().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    return store.search(project, query);
  }

  public List<DatasetSummary> datasets(Project project, List<Long> experimentIds) {
    return store.datasets(project, experimentIds, MAX_LISTED_DATASETS);
  }
}
