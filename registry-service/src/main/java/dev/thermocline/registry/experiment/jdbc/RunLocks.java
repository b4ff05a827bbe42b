package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Says whether a run can be changed, and to which experiment it belongs. */
@Component
class RunLocks {
  private static final String SELECT =
      "SELECT experiment_id, deleted_at FROM run WHERE project = ? AND run_id = ?";

  private final JdbcTemplate jdbc;

  RunLocks(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Refuses a run that is missing or deleted. Takes no lock: batches need not wait. */
  long active(Project project, RunId id) {
    return require(project, id, SELECT);
  }

  /** As {@link #active}, and keeps others from changing the run's own row meanwhile. */
  long exclusive(Project project, RunId id) {
    return require(project, id, SELECT + " FOR NO KEY UPDATE");
  }

  /** Why a statement found no run to work on. */
  ThermoclineException refusal(Project project, RunId id) {
    List<@Nullable Boolean> deleted =
        jdbc.query(SELECT, RunLocks::isDeleted, project.name(), id.value());
    return deleted.isEmpty() ? missing(id) : deleted(id);
  }

  static ThermoclineException missing(RunId id) {
    return ThermoclineException.notFound("Run with id=" + id + " not found");
  }

  private static ThermoclineException deleted(RunId id) {
    return ThermoclineException.invalid(
        "The run "
            + id
            + " must be in the 'active' state. Current state is deleted. Restore it first.");
  }

  private long require(Project project, RunId id, String statement) {
    List<Long> found =
        jdbc.query(
            statement,
            (row, n) -> {
              if (isDeleted(row, n)) {
                throw deleted(id);
              }
              return row.getLong(1);
            },
            project.name(),
            id.value());
    if (found.isEmpty()) {
      throw missing(id);
    }
    return found.getFirst();
  }

  private static boolean isDeleted(ResultSet row, int number) throws SQLException {
    return row.getObject(2) != null;
  }
}
