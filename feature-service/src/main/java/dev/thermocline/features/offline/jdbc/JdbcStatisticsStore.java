package dev.thermocline.features.offline.jdbc;

import dev.thermocline.features.offline.FieldStatistics;
import dev.thermocline.features.offline.StatisticsStore;
import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Statistics of snapshots in Postgres. */
@Repository
class JdbcStatisticsStore implements StatisticsStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  JdbcStatisticsStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void save(
      Project project, int viewNumber, long snapshot, List<FieldStatistics> statistics) {
    jdbc.sql(
            """
            insert into snapshot_statistics (project, view_number, snapshot, fields)
            values (?, ?, ?, ?::jsonb) on conflict (project, view_number, snapshot) do nothing
            """)
        .params(project.name(), viewNumber, snapshot, JSON.writeValueAsString(statistics))
        .update();
  }

  @Override
  public Optional<List<FieldStatistics>> find(Project project, int viewNumber, long snapshot) {
    return jdbc.sql(
            """
            select fields from snapshot_statistics
            where project = ? and view_number = ? and snapshot = ?
            """)
        .params(project.name(), viewNumber, snapshot)
        .query(String.class)
        .optional()
        .map(json -> JSON.readValue(json, new TypeReference<List<FieldStatistics>>() {}));
  }
}
