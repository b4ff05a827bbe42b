package dev.thermocline.features.join.jdbc;

import dev.thermocline.features.join.TrainingSet;
import dev.thermocline.features.join.TrainingSetContent;
import dev.thermocline.features.join.TrainingSetStore;
import dev.thermocline.kit.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Training sets in Postgres. */
@Repository
class JdbcTrainingSetStore implements TrainingSetStore {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;

  JdbcTrainingSetStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void add(
      Project project, UUID join, String dataset, TrainingSetContent content, Instant now) {
    jdbc.sql(
            """
            insert into training_set (project, join_id, made_at, dataset, content)
            values (?, ?, ?, ?, ?::jsonb)
            on conflict (project, join_id) do update set content = excluded.content
            """)
        .params(
            project.name(), join, Timestamp.from(now), dataset, JSON.writeValueAsString(content))
        .update();
  }

  @Override
  public Optional<TrainingSet> find(Project project, UUID join) {
    return jdbc.sql("select * from training_set where project = ? and join_id = ?")
        .params(project.name(), join)
        .query((row, n) -> read(row))
        .optional();
  }

  private static TrainingSet read(ResultSet row) throws SQLException {
    String version = row.getString("version");
    String keeper = row.getString("kept_by");
    return new TrainingSet(
        row.getObject("join_id", UUID.class),
        row.getTimestamp("made_at").toInstant(),
        row.getString("dataset"),
        version == null
            ? null
            : new TrainingSet.Version(
                version,
                row.getString("digest"),
                row.getString("mlflow_digest"),
                row.getString("location")),
        row.getString("failure"),
        row.getBoolean("refused"),
        keeper == null
            ? null
            : new TrainingSet.Keeping(
                keeper, row.getString("kept_for"), row.getTimestamp("kept_at").toInstant()),
        instant(row.getTimestamp("swept_at")));
  }

  private static @Nullable Instant instant(@Nullable Timestamp moment) {
    return moment == null ? null : moment.toInstant();
  }

  @Override
  public List<Waiting> waiting(int most) {
    return jdbc.sql(
            """
            select project, join_id, dataset, content from training_set
            where version is null and not refused and swept_at is null order by made_at limit ?
            """)
        .params(most)
        .query((row, n) ->
            new Waiting(
                new Project(row.getString(1)),
                row.getObject(2, UUID.class),
                row.getString(3),
                JSON.readValue(row.getString(4), TrainingSetContent.class)))
        .list();
  }

  @Override
  public void registered(Project project, UUID join, TrainingSet.Version version) {
    jdbc.sql(
            """
            update training_set set version = ?, digest = ?, mlflow_digest = ?, location = ?,
              failure = null, tries = tries + 1 where project = ? and join_id = ?
            """)
        .params(
            version.version(),
            version.digest(),
            version.mlflowDigest(),
            version.location(),
            project.name(),
            join)
        .update();
  }

  @Override
  public void failed(Project project, UUID join, String why, boolean refused) {
    jdbc.sql(
            """
            update training_set set failure = ?, refused = ?, tries = tries + 1
            where project = ? and join_id = ?
            """)
        .params(why, refused, project.name(), join)
        .update();
  }

  @Override
  public boolean keep(Project project, UUID join, TrainingSet.Keeping keeping) {
    return jdbc.sql(
                """
                update training_set set kept_by = ?, kept_for = ?, kept_at = ?
                where project = ? and join_id = ? and swept_at is null
                """)
            .params(keeping.by(), keeping.why(), Timestamp.from(keeping.at()), project.name(), join)
            .update()
        == 1;
  }

  @Override
  public void release(Project project, UUID join) {
    jdbc.sql(
            """
            update training_set set kept_by = null, kept_for = null, kept_at = null
            where project = ? and join_id = ?
            """)
        .params(project.name(), join)
        .update();
  }

  @Override
  public boolean sweep(Project project, UUID join, Instant now) {
    return jdbc.sql(
                """
                update training_set set swept_at = coalesce(swept_at, ?)
                where project = ? and join_id = ? and kept_by is null
                """)
            .params(Timestamp.from(now), project.name(), join)
            .update()
        == 1;
  }

  @Override
  public List<Project> projects() {
    return jdbc.sql("select project from definition_state order by project")
        .query((row, n) -> new Project(row.getString(1)))
        .list();
  }
}
