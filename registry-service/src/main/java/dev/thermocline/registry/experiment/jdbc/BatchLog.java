package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Batch;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.LoggedMetric;
import dev.thermocline.registry.experiment.RunId;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Logs batches. Rows are written in the order of their keys and the tables always in the same one,
 * so that batches which meet wait for each other and never in a circle.
 */
@Component
class BatchLog {
  private static final String METRICS =
      """
      WITH target AS (
        SELECT project, run_id, experiment_id FROM run
        WHERE project = ? AND run_id = ? AND deleted_at IS NULL),
      points AS (
        INSERT INTO metric_point (project, run_id, key, logged_at, step, value)
        SELECT t.project, t.run_id, p.key, p.logged_at, p.step, p.value
        FROM target t CROSS JOIN unnest(?::text[], ?::bigint[], ?::bigint[], ?::float8[])
          AS p (key, logged_at, step, value)
        ORDER BY p.key COLLATE "C", p.logged_at, p.step, p.value
        ON CONFLICT DO NOTHING),
      latest AS (
        INSERT INTO latest_metric AS m (project, run_id, experiment_id, key, logged_at, step, value)
        SELECT t.project, t.run_id, t.experiment_id, p.key, p.logged_at, p.step, p.value
        FROM target t CROSS JOIN unnest(?::text[], ?::bigint[], ?::bigint[], ?::float8[])
          AS p (key, logged_at, step, value)
        ORDER BY p.key COLLATE "C"
        ON CONFLICT (project, run_id, key) DO UPDATE
        SET logged_at = excluded.logged_at, step = excluded.step, value = excluded.value
        WHERE (excluded.step, excluded.logged_at, coalesce(nullif(excluded.value, 'NaN'), 0))
            > (m.step, m.logged_at, coalesce(nullif(m.value, 'NaN'), 0)))
      SELECT count(*) FROM target
      """;
  private static final String MODEL_METRICS =
      """
      INSERT INTO logged_model_metric
        (project, model_id, key, logged_at, step, run_id, value, dataset_name, dataset_digest)
      SELECT ?, p.model_id, p.key, p.logged_at, p.step, ?, p.value, p.dataset_name, p.dataset_digest
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::float8[], ?::text[], ?::text[])
        AS p (model_id, key, logged_at, step, value, dataset_name, dataset_digest)
      ORDER BY p.model_id COLLATE "C", p.key COLLATE "C", p.logged_at, p.step
      ON CONFLICT DO NOTHING
      """;
  private static final String PARAMS =
      """
      INSERT INTO run_param (project, run_id, experiment_id, key, value)
      SELECT ?, ?, ?, p.key, p.value FROM unnest(?::text[], ?::text[]) AS p (key, value)
      ORDER BY p.key COLLATE "C"
      ON CONFLICT DO NOTHING
      """;
  private static final String CHANGED_PARAMS =
      """
      SELECT p.key, r.value, p.value FROM unnest(?::text[], ?::text[]) AS p (key, value)
      JOIN run_param r ON r.project = ? AND r.run_id = ? AND r.key = p.key COLLATE "C"
      WHERE r.value <> p.value ORDER BY p.key COLLATE "C"
      """;
  private static final String TAGS =
      """
      INSERT INTO run_tag AS t (project, run_id, experiment_id, key, value)
      SELECT ?, ?, ?, p.key, p.value FROM unnest(?::text[], ?::text[]) AS p (key, value)
      ORDER BY p.key COLLATE "C"
      ON CONFLICT (project, run_id, key) DO UPDATE SET value = excluded.value
      WHERE t.value <> excluded.value
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final RunLocks locks;

  BatchLog(JdbcTemplate jdbc, TransactionTemplate transaction, RunLocks locks) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.locks = locks;
  }

  void log(Project project, RunId id, Batch batch) {
    List<LoggedMetric> ofModels =
        batch.metrics().stream().filter(m -> m.modelId() != null).toList();
    boolean metricsOnly =
        !batch.metrics().isEmpty()
            && batch.params().isEmpty()
            && batch.tags().isEmpty()
            && batch.runName() == null
            && ofModels.isEmpty();
    if (metricsOnly) {
      // One statement is a transaction of its own: one round trip instead of four.
      if (!logMetrics(project, id, batch.metrics())) {
        throw locks.refusal(project, id);
      }
      return;
    }
    transaction.executeWithoutResult(status -> {
      long experiment =
          batch.runName() == null ? locks.active(project, id) : locks.exclusive(project, id);
      if (!batch.metrics().isEmpty() && !logMetrics(project, id, batch.metrics())) {
        throw locks.refusal(project, id);
      }
      logModelMetrics(project, id, ofModels);
      logParams(project, id, experiment, batch.params());
      setTags(project, id, experiment, batch.tags());
      if (batch.runName() != null) {
        jdbc.update(
            "UPDATE run SET name = ? WHERE project = ? AND run_id = ?",
            batch.runName(),
            project.name(),
            id.value());
      }
    });
  }

  private boolean logMetrics(Project project, RunId id, List<LoggedMetric> metrics) {
    MetricColumns all = MetricColumns.all(metrics);
    MetricColumns latest = MetricColumns.latest(metrics);
    Long found =
        jdbc.queryForObject(
            METRICS,
            Long.class,
            project.name(),
            id.value(),
            all.keys,
            all.times,
            all.steps,
            all.values,
            latest.keys,
            latest.times,
            latest.steps,
            latest.values);
    return found != null && found == 1;
  }

  private void logModelMetrics(Project project, RunId id, List<LoggedMetric> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    String[] models = metrics.stream().map(LoggedMetric::modelId).toArray(String[]::new);
    requireModels(project, models);
    MetricColumns columns = MetricColumns.all(metrics);
    jdbc.update(
        MODEL_METRICS,
        project.name(),
        id.value(),
        models,
        columns.keys,
        columns.times,
        columns.steps,
        columns.values,
        metrics.stream().map(LoggedMetric::datasetName).toArray(String[]::new),
        metrics.stream().map(LoggedMetric::datasetDigest).toArray(String[]::new));
  }

  private void requireModels(Project project, String[] models) {
    TreeSet<String> missing = new TreeSet<>(List.of(models));
    jdbc.queryForList(
            "SELECT model_id FROM logged_model WHERE project = ? AND model_id = ANY (?)",
            String.class,
            project.name(),
            models)
        .forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw ThermoclineException.notFound(
          "Logged model with ID '" + missing.first() + "' not found.");
    }
  }

  private void logParams(Project project, RunId id, long experiment, List<Entry> params) {
    if (params.isEmpty()) {
      return;
    }
    String[] keys = params.stream().map(Entry::key).toArray(String[]::new);
    String[] values = params.stream().map(Entry::value).toArray(String[]::new);
    int added = jdbc.update(PARAMS, project.name(), id.value(), experiment, keys, values);
    if (added == params.size()) {
      return;
    }
    List<String> changed =
        jdbc.query(
            CHANGED_PARAMS,
            (row, n) ->
                "Param with key='"
                    + row.getString(1)
                    + "' was already logged with value='"
                    + row.getString(2)
                    + "' for run ID='"
                    + id
                    + "'. Attempted logging new value '"
                    + row.getString(3)
                    + "'.",
            keys,
            values,
            project.name(),
            id.value());
    if (!changed.isEmpty()) {
      throw ThermoclineException.invalid(
          "Changing param values is not allowed. " + String.join(" ", changed));
    }
  }

  private void setTags(Project project, RunId id, long experiment, List<Entry> tags) {
    if (tags.isEmpty()) {
      return;
    }
    TreeMap<String, String> last = new TreeMap<>();
    tags.forEach(tag -> last.put(tag.key(), tag.value()));
    jdbc.update(
        TAGS,
        project.name(),
        id.value(),
        experiment,
        last.keySet().toArray(String[]::new),
        last.values().toArray(String[]::new));
  }
}
