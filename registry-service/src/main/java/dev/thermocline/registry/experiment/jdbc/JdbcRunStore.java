package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Batch;
import dev.thermocline.registry.experiment.DatasetInput;
import dev.thermocline.registry.experiment.DatasetSummary;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.ModelLink;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.experiment.RunStatus;
import dev.thermocline.registry.experiment.RunStore;
import dev.thermocline.registry.search.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs in Postgres, by statements of our own: they are the hot ones. */
@Component
class JdbcRunStore implements RunStore {
  private static final String INSERT =
      """
      WITH parent AS (
        SELECT project, experiment_id, artifact_location FROM experiment
        WHERE project = ? AND experiment_id = ? AND deleted_at IS NULL FOR SHARE),
      r AS (
        INSERT INTO run
          (project, run_id, experiment_id, name, user_id, status, started_at, artifact_uri)
        SELECT project, ?, experiment_id, ?, ?, 'RUNNING', ?,
               rtrim(artifact_location, '/') || '/' || ? || '/artifacts' FROM parent
        RETURNING *),
      tags AS (
        INSERT INTO run_tag (project, run_id, experiment_id, key, value)
        SELECT r.project, r.run_id, r.experiment_id, t.key, t.value
        FROM r CROSS JOIN unnest(?::text[], ?::text[]) AS t (key, value))
      SELECT %s FROM r
      """
          .formatted(RunRows.COLUMNS);
  private static final String FIND =
      "SELECT " + RunRows.COLUMNS + " FROM run r WHERE r.project = ? AND r.run_id = ?";
  private static final String UPDATE =
      """
      UPDATE run r SET status = coalesce(?, r.status), ended_at = coalesce(?, r.ended_at),
        name = coalesce(?, r.name)
      WHERE r.project = ? AND r.run_id = ? AND r.deleted_at IS NULL RETURNING %s
      """
          .formatted(RunRows.COLUMNS);
  private static final String DATASETS =
      """
      SELECT d.experiment_id, d.name, d.digest, c.context FROM run_dataset d
      CROSS JOIN LATERAL (
        SELECT DISTINCT i.context FROM run_input i
        WHERE i.project = d.project AND i.dataset_id = d.dataset_id) c
      WHERE d.project = ? AND d.experiment_id = ANY (?)
      ORDER BY d.experiment_id, d.name, d.digest, c.context LIMIT ?
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final BatchLog batches;
  private final RunInputs inputs;
  private final RunLocks locks;
  private final RunSearch search;

  JdbcRunStore(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      BatchLog batches,
      RunInputs inputs,
      RunLocks locks,
      RunSearch search) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.batches = batches;
    this.inputs = inputs;
    this.locks = locks;
    this.search = search;
  }

  @Override
  public Run insert(
      Project project,
      long experimentId,
      RunId id,
      String name,
      String user,
      Instant startedAt,
      List<Entry> tags) {
    TreeMap<String, String> last = new TreeMap<>();
    tags.forEach(tag -> last.put(tag.key(), tag.value()));
    List<Run> made =
        jdbc.query(
            INSERT,
            (row, n) -> RunRows.read(row),
            project.name(),
            experimentId,
            id.value(),
            name,
            user,
            startedAt.toEpochMilli(),
            id.toString(),
            last.keySet().toArray(String[]::new),
            last.values().toArray(String[]::new));
    if (made.isEmpty()) {
      throw noPlace(project, experimentId);
    }
    return made.getFirst();
  }

  private ThermoclineException noPlace(Project project, long experimentId) {
    List<@Nullable Long> there =
        jdbc.queryForList(
            "SELECT experiment_id FROM experiment WHERE project = ? AND experiment_id = ?",
            Long.class,
            project.name(),
            experimentId);
    return there.isEmpty()
        ? ThermoclineException.notFound("No Experiment with id=" + experimentId + " exists")
        : ThermoclineException.invalid(
            "The experiment "
                + experimentId
                + " must be in the 'active' state. Current state is deleted. Restore it first.");
  }

  @Override
  public Optional<RunDetails> find(Project project, RunId id) {
    List<Run> run = jdbc.query(FIND, (row, n) -> RunRows.read(row), project.name(), id.value());
    return RunDetailsReader.read(jdbc, project, run).stream().findFirst();
  }

  @Override
  public Run update(
      Project project,
      RunId id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name) {
    List<Run> changed =
        jdbc.query(
            UPDATE,
            (row, n) -> RunRows.read(row),
            status == null ? null : status.name(),
            endedAt == null ? null : endedAt.toEpochMilli(),
            name,
            project.name(),
            id.value());
    if (changed.isEmpty()) {
      throw locks.refusal(project, id);
    }
    return changed.getFirst();
  }

  @Override
  public void delete(Project project, RunId id, Instant now) {
    requireOne(
        jdbc.update(
            "UPDATE run SET deleted_at = coalesce(deleted_at, ?) WHERE project = ? AND run_id = ?",
            now.toEpochMilli(),
            project.name(),
            id.value()),
        id);
  }

  @Override
  public void restore(Project project, RunId id) {
    requireOne(
        jdbc.update(
            "UPDATE run SET deleted_at = NULL WHERE project = ? AND run_id = ?",
            project.name(),
            id.value()),
        id);
  }

  private static void requireOne(int changed, RunId id) {
    if (changed == 0) {
      throw RunLocks.missing(id);
    }
  }

  @Override
  public void log(Project project, RunId id, Batch batch) {
    batches.log(project, id, batch);
  }

  @Override
  public void deleteTag(Project project, RunId id, String key) {
    locks.active(project, id);
    int removed =
        jdbc.update(
            "DELETE FROM run_tag WHERE project = ? AND run_id = ? AND key = ?",
            project.name(),
            id.value(),
            key);
    if (removed == 0) {
      throw ThermoclineException.notFound("No tag with name: " + key + " in run with id " + id);
    }
  }

  @Override
  public void appendToListTag(Project project, RunId id, String key, String json) {
    transaction.executeWithoutResult(status -> {
      locks.exclusive(project, id);
      String before =
          jdbc
              .queryForList(
                  "SELECT value FROM run_tag WHERE project = ? AND run_id = ? AND key = ?",
                  String.class,
                  project.name(),
                  id.value(),
                  key)
              .stream()
              .findFirst()
              .orElse("[]");
      batches.log(project, id, Batch.tag(new Entry(key, TagJson.append(before, json))));
    });
  }

  @Override
  public void addInputs(
      Project project, RunId id, List<DatasetInput> datasets, List<ModelLink> models) {
    inputs.addInputs(project, id, datasets, models);
  }

  @Override
  public void addOutputs(Project project, RunId id, List<ModelLink> models) {
    inputs.addOutputs(project, id, models);
  }

  @Override
  public Page<RunDetails> search(Project project, RunQuery query) {
    return search.page(project, query);
  }

  @Override
  public List<DatasetSummary> datasets(Project project, List<Long> experimentIds, int limit) {
    return jdbc.query(
        DATASETS,
        (row, n) ->
            new DatasetSummary(
                row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
        project.name(),
        experimentIds.stream().mapToLong(Long::longValue).toArray(),
        limit);
  }
}
