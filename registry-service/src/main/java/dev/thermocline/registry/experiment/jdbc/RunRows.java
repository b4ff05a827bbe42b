package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.experiment.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code run}. */
final class RunRows {
  static final String COLUMNS =
      "r.run_id, r.experiment_id, r.name, r.user_id, r.status, r.started_at, r.ended_at,"
          + " r.artifact_uri, r.deleted_at";
  static final int COUNT = 9;

  private RunRows() {}

  static Run read(ResultSet row) throws SQLException {
    return new Run(
        new RunId(row.getObject(1, UUID.class)),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        RunStatus.valueOf(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        instant(row, 7),
        row.getString(8),
        row.getObject(9) != null);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
