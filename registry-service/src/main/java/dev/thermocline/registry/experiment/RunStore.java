package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs and what hangs on them. Writes are whole or absent, and none happens to a run or
 * experiment that is missing or deleted: those are refused with NOT_FOUND and INVALID_ARGUMENT.
 */
public interface RunStore {
  /** The new run's artifacts go below those of its experiment. */
  Run insert(
      Project project,
      long experimentId,
      RunId id,
      String name,
      String user,
      Instant startedAt,
      List<Entry> tags);

  Optional<RunDetails> find(Project project, RunId id);

  /** Changes what is given and returns what then stands. */
  Run update(
      Project project,
      RunId id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name);

  /** Idempotent. */
  void delete(Project project, RunId id, Instant now);

  /** Idempotent. */
  void restore(Project project, RunId id);

  /**
   * Stores a batch in one transaction. Points that are there already change nothing, so a retry is
   * safe; a parameter that has another value refuses the whole batch. The newest point of a metric
   * is the greatest by (step, time, value), whatever the order of arrival.
   */
  void log(Project project, RunId id, Batch batch);

  void deleteTag(Project project, RunId id, String key);

  /** Adds a tag's text at the end of a list that is kept as a JSON array in one tag. */
  void appendToListTag(Project project, RunId id, String key, String json);

  void addInputs(Project project, RunId id, List<DatasetInput> datasets, List<ModelLink> models);

  void addOutputs(Project project, RunId id, List<ModelLink> models);

  Page<RunDetails> search(Project project, RunQuery query);

  List<DatasetSummary> datasets(Project project, List<Long> experimentIds, int limit);
}
