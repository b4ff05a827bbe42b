package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.LoggedModel;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads rows of {@code logged_model} and, for all of them at once, what hangs on them. */
final class LoggedModelParts {
  static final String COLUMNS =
      "m.model_id, m.experiment_id, m.name, m.artifact_location, m.model_type, m.source_run_id,"
          + " m.status, m.status_message, m.created_at, m.updated_at";
  static final int COUNT = 10;

  /** Metrics come first: they give the columns their types. */
  private static final String PARTS =
      """
      SELECT 3, model_id, key, NULL, value, logged_at, step, run_id, dataset_name, dataset_digest
        FROM logged_model_metric WHERE project = ? AND model_id = ANY (?)
      UNION ALL
      SELECT 1, model_id, key, value, NULL, NULL, NULL, NULL, NULL, NULL
        FROM logged_model_param WHERE project = ? AND model_id = ANY (?)
      UNION ALL
      SELECT 2, model_id, key, value, NULL, NULL, NULL, NULL, NULL, NULL
        FROM logged_model_tag WHERE project = ? AND model_id = ANY (?)
      """;

  private final List<Entry> params = new ArrayList<>();
  private final List<Entry> tags = new ArrayList<>();
  private final List<LoggedModel.ModelMetric> metrics = new ArrayList<>();

  private LoggedModelParts() {}

  static LoggedModel bare(ResultSet row) throws SQLException {
    return new LoggedModel(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        LoggedModel.Status.valueOf(row.getString(7)),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        List.of(),
        List.of(),
        List.of());
  }

  static List<LoggedModel> fill(JdbcTemplate jdbc, Project project, List<LoggedModel> bare) {
    if (bare.isEmpty()) {
      return bare;
    }
    Map<String, LoggedModelParts> parts = HashMap.newHashMap(bare.size());
    bare.forEach(model -> parts.put(model.id(), new LoggedModelParts()));
    String[] ids = parts.keySet().toArray(String[]::new);
    String name = project.name();
    jdbc.query(
        PARTS,
        row -> {
          LoggedModelParts of = parts.get(row.getString(2));
          if (of != null) {
            of.add(row);
          }
        },
        name,
        ids,
        name,
        ids,
        name,
        ids);
    List<LoggedModel> whole = new ArrayList<>(bare.size());
    for (LoggedModel model : bare) {
      LoggedModelParts of = parts.get(model.id());
      whole.add(of == null ? model : of.fill(model));
    }
    return whole;
  }

  private void add(ResultSet row) throws SQLException {
    String key = row.getString(3);
    switch (row.getInt(1)) {
      case 1 -> params.add(new Entry(key, row.getString(4)));
      case 2 -> tags.add(new Entry(key, row.getString(4)));
      default ->
          metrics.add(
              new LoggedModel.ModelMetric(
                  new MetricPoint(
                      key, row.getDouble(5), Instant.ofEpochMilli(row.getLong(6)), row.getLong(7)),
                  new RunId(row.getObject(8, UUID.class)),
                  row.getString(9),
                  row.getString(10)));
    }
  }

  private LoggedModel fill(LoggedModel model) {
    params.sort(Comparator.comparing(Entry::key));
    tags.sort(Comparator.comparing(Entry::key));
    metrics.sort(
        Comparator.<LoggedModel.ModelMetric, String>comparing(metric -> metric.point().key())
            .thenComparing(metric -> metric.point().at())
            .thenComparingLong(metric -> metric.point().step()));
    return new LoggedModel(
        model.id(),
        model.experimentId(),
        model.name(),
        model.artifactLocation(),
        model.modelType(),
        model.sourceRunId(),
        model.status(),
        model.statusMessage(),
        model.createdAt(),
        model.updatedAt(),
        List.copyOf(params),
        List.copyOf(tags),
        List.copyOf(metrics));
  }
}
