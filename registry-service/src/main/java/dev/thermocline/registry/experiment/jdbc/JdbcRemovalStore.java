package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Doomed;
import dev.thermocline.registry.experiment.RemovalStore;
import dev.thermocline.registry.experiment.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

@Component
class JdbcRemovalStore implements RemovalStore {
  private static final String RUNS =
      """
      SELECT replace(run_id::text, '-', ''), artifact_uri FROM run
      WHERE project = ? AND deleted_at < ? AND run_id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000')
      ORDER BY run_id LIMIT ?
      """;
  private static final String MODELS =
      """
      SELECT m.model_id, m.artifact_location FROM logged_model m
      JOIN experiment e ON e.project = m.project AND e.experiment_id = m.experiment_id
      WHERE m.project = ? AND (m.deleted_at < ? OR e.deleted_at < ?)
        AND m.model_id > coalesce(?, '') ORDER BY m.model_id LIMIT ?
      """;
  private static final String EXPERIMENTS =
      """
      SELECT e.experiment_id::text, e.artifact_location FROM experiment e
      WHERE e.project = ? AND e.deleted_at < ? AND e.experiment_id > coalesce(?, '-1')::bigint
        AND NOT EXISTS (SELECT FROM run r WHERE r.project = e.project
          AND r.experiment_id = e.experiment_id AND (r.deleted_at IS NULL OR r.deleted_at >= ?))
      ORDER BY e.experiment_id LIMIT ?
      """;
  private static final List<String> OF_A_RUN =
      List.of(
          "metric_point",
          "latest_metric",
          "run_param",
          "run_tag",
          "run_input",
          "run_model",
          "logged_model_metric");

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  JdbcRemovalStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  @Override
  public List<Doomed> find(
      Project project, Doomed.Kind kind, Instant deletedBefore, @Nullable String after, int most) {
    String name = project.name();
    long before = deletedBefore.toEpochMilli();
    return switch (kind) {
      case RUN -> list(kind, RUNS, name, before, after, most);
      case LOGGED_MODEL -> list(kind, MODELS, name, before, before, after, most);
      case EXPERIMENT -> list(kind, EXPERIMENTS, name, before, after, before, most);
    };
  }

  private List<Doomed> list(Doomed.Kind kind, String sql, @Nullable Object... arguments) {
    return jdbc.query(
        sql, (row, n) -> new Doomed(kind, row.getString(1), row.getString(2)), arguments);
  }

  @Override
  public boolean remove(Project project, Doomed doomed, Instant deletedBefore) {
    Boolean removed =
        transaction.execute(status ->
            switch (doomed.kind()) {
              case RUN -> removeRun(project, doomed.id(), deletedBefore);
              case LOGGED_MODEL -> removeModel(project, doomed.id());
              case EXPERIMENT -> removeExperiment(project, doomed.id(), deletedBefore);
            });
    return Boolean.TRUE.equals(removed);
  }

  private boolean removeRun(Project project, String id, Instant deletedBefore) {
    RunId run = RunId.of(id);
    int gone =
        jdbc.update(
            "DELETE FROM run WHERE project = ? AND run_id = ? AND deleted_at < ?",
            project.name(),
            run.value(),
            deletedBefore.toEpochMilli());
    if (gone == 0) {
      return false;
    }
    for (String table : OF_A_RUN) {
      jdbc.update(
          "DELETE FROM " + table + " WHERE project = ? AND run_id = ?",
          project.name(),
          run.value());
    }
    return true;
  }

  private boolean removeModel(Project project, String id) {
    int gone =
        jdbc.update(
            """
            DELETE FROM logged_model m USING experiment e
            WHERE m.project = ? AND m.model_id = ?
              AND e.project = m.project AND e.experiment_id = m.experiment_id
              AND (m.deleted_at IS NOT NULL OR e.deleted_at IS NOT NULL)
            """,
            project.name(),
            id);
    jdbc.update(
        "DELETE FROM logged_model_metric WHERE project = ? AND model_id = ? AND ?",
        project.name(),
        id,
        gone == 1);
    return gone == 1;
  }

  private boolean removeExperiment(Project project, String id, Instant deletedBefore) {
    return jdbc.update(
            """
            DELETE FROM experiment e WHERE e.project = ? AND e.experiment_id = ? AND e.deleted_at < ?
              AND NOT EXISTS (SELECT FROM run r
                WHERE r.project = e.project AND r.experiment_id = e.experiment_id)
              AND NOT EXISTS (SELECT FROM logged_model m
                WHERE m.project = e.project AND m.experiment_id = e.experiment_id)
            """,
            project.name(),
            Long.parseLong(id),
            deletedBefore.toEpochMilli())
        == 1;
  }
}
