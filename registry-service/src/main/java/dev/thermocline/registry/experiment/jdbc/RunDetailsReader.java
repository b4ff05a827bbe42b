package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Dataset;
import dev.thermocline.registry.experiment.DatasetInput;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.ModelLink;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
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

/** Reads what hangs on runs: for one run as for a page of them in one statement. */
final class RunDetailsReader {
  private static final String SELECT =
      """
      SELECT 1, run_id, key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, value, logged_at, step
        FROM latest_metric WHERE project = ? AND run_id = ANY (?::uuid[])
      UNION ALL
      SELECT 2, run_id, key, value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM run_param WHERE project = ? AND run_id = ANY (?::uuid[])
      UNION ALL
      SELECT 3, run_id, key, value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM run_tag WHERE project = ? AND run_id = ANY (?::uuid[])
      UNION ALL
      SELECT CASE direction WHEN 'input' THEN 5 ELSE 6 END, run_id, model_id, NULL, NULL, NULL, NULL,
             NULL, NULL, NULL, NULL, position, step
        FROM run_model WHERE project = ? AND run_id = ANY (?::uuid[])
      UNION ALL
      SELECT 4, i.run_id, d.name, d.digest, d.source_type, d.source, d.schema, d.profile, i.context,
             i.tags::text, NULL, i.position, NULL
        FROM run_input i JOIN run_dataset d ON d.project = i.project AND d.dataset_id = i.dataset_id
        WHERE i.project = ? AND i.run_id = ANY (?::uuid[])
      """;

  private RunDetailsReader() {}

  /**
   * All that belongs to runs that were read.
   *
   * @param from where they were read
   */
  static List<RunDetails> read(JdbcTemplate from, Project project, List<Run> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    Map<UUID, Parts> parts = HashMap.newHashMap(runs.size());
    String[] ids = new String[runs.size()];
    for (int i = 0; i < ids.length; i++) {
      UUID id = runs.get(i).id().value();
      ids[i] = id.toString();
      parts.put(id, new Parts());
    }
    String name = project.name();
    from.query(
        SELECT,
        row -> {
          Parts of = parts.get(row.getObject(2, UUID.class));
          if (of != null) {
            of.add(row);
          }
        },
        name,
        ids,
        name,
        ids,
        name,
        ids,
        name,
        ids,
        name,
        ids);
    List<RunDetails> details = new ArrayList<>(runs.size());
    for (Run run : runs) {
      Parts of = parts.get(run.id().value());
      if (of != null) {
        details.add(of.details(run));
      }
    }
    return details;
  }

  private record Placed<T>(long position, T item) {}

  private static final class Parts {
    private final List<MetricPoint> metrics = new ArrayList<>();
    private final List<Entry> params = new ArrayList<>();
    private final List<Entry> tags = new ArrayList<>();
    private final List<Placed<DatasetInput>> datasets = new ArrayList<>();
    private final List<Placed<ModelLink>> inputs = new ArrayList<>();
    private final List<Placed<ModelLink>> outputs = new ArrayList<>();

    void add(ResultSet row) throws SQLException {
      String first = row.getString(3);
      switch (row.getInt(1)) {
        case 1 ->
            metrics.add(
                new MetricPoint(
                    first,
                    row.getDouble(11),
                    Instant.ofEpochMilli(row.getLong(12)),
                    row.getLong(13)));
        case 2 -> params.add(new Entry(first, row.getString(4)));
        case 3 -> tags.add(new Entry(first, row.getString(4)));
        case 4 -> datasets.add(new Placed<>(row.getLong(12), dataset(row)));
        case 5 -> inputs.add(new Placed<>(row.getLong(12), new ModelLink(first, row.getLong(13))));
        default ->
            outputs.add(new Placed<>(row.getLong(12), new ModelLink(first, row.getLong(13))));
      }
    }

    private static DatasetInput dataset(ResultSet row) throws SQLException {
      return new DatasetInput(
          new Dataset(
              row.getString(3),
              row.getString(4),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              row.getString(8)),
          row.getString(9),
          TagJson.read(row.getString(10)));
    }

    RunDetails details(Run run) {
      metrics.sort(Comparator.comparing(MetricPoint::key));
      params.sort(Comparator.comparing(Entry::key));
      tags.sort(Comparator.comparing(Entry::key));
      return new RunDetails(
          run, metrics, params, tags, inPlace(datasets), inPlace(inputs), inPlace(outputs));
    }

    private static <T> List<T> inPlace(List<Placed<T>> items) {
      items.sort(Comparator.comparingLong(Placed::position));
      return items.stream().map(Placed::item).toList();
    }
  }
}
