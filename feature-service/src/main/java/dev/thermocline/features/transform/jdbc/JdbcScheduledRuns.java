package dev.thermocline.features.transform.jdbc;

import dev.thermocline.features.transform.ScheduledRuns;
import dev.thermocline.kit.project.Project;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Times of runs in Postgres. */
@Repository
class JdbcScheduledRuns implements ScheduledRuns {
  private final JdbcClient jdbc;

  JdbcScheduledRuns(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<Project> projects() {
    return jdbc.sql("select project from definition_state order by project")
        .query((row, n) -> new Project(row.getString(1)))
        .list();
  }

  @Override
  public Instant last(Project project, int viewNumber, Instant first) {
    jdbc.sql(
            """
            insert into transformation_schedule (project, view_number, last_at) values (?, ?, ?)
            on conflict (project, view_number) do nothing
            """)
        .params(project.name(), viewNumber, Timestamp.from(first))
        .update();
    return jdbc.sql(
            "select last_at from transformation_schedule where project = ? and view_number = ?")
        .params(project.name(), viewNumber)
        .query(Timestamp.class)
        .single()
        .toInstant();
  }

  @Override
  public boolean claim(Project project, int viewNumber, Instant last, Instant now) {
    return jdbc.sql(
                """
                update transformation_schedule set last_at = ?
                where project = ? and view_number = ? and last_at = ?
                """)
            .params(Timestamp.from(now), project.name(), viewNumber, Timestamp.from(last))
            .update()
        == 1;
  }
}
