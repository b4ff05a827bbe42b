package dev.thermocline.registry.project.jdbc;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.project.Projects;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcProjects implements Projects {
  private final JdbcClient jdbc;
  private final Clock clock;

  JdbcProjects(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public KnownProject create(Project project, String createdBy) {
    OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    try {
      jdbc.sql("insert into project (name, created_at, created_by) values (:name, :now, :by)")
          .param("name", project.name())
          .param("now", now)
          .param("by", createdBy)
          .update();
    } catch (DuplicateKeyException e) {
      throw new ThermoclineException(
          ErrorKind.ALREADY_EXISTS, "There is a project '" + project.name() + "' already.", e);
    }
    return new KnownProject(project.name(), now.toInstant(), createdBy);
  }

  @Override
  public List<KnownProject> list() {
    return jdbc.sql("select * from project order by name").query(JdbcProjects::project).list();
  }

  private static KnownProject project(ResultSet row, int number) throws SQLException {
    return new KnownProject(
        row.getString("name"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"));
  }
}
