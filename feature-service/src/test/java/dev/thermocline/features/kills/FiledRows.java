package dev.thermocline.features.kills;

import dev.thermocline.features.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The rows in the files that Postgres names, read past the service. */
final class FiledRows {
  private final Ground ground;

  FiledRows(Ground ground) {
    this.ground = ground;
  }

  /** What lies in the files, by the numbers of their rows. */
  record Found(long rows, long distinct, long least, long greatest) {}

  /** As Postgres tells it; negative while it is away. */
  long count() {
    try (Connection connection = ground.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select coalesce(sum(row_count), 0) from snapshot_file")) {
      found.next();
      return found.getLong(1);
    } catch (SQLException away) {
      return -1;
    }
  }

  Found look() throws SQLException, IOException {
    List<Path> files = new ArrayList<>();
    try (Connection connection = ground.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select bucket, key from snapshot_file")) {
      while (found.next()) {
        files.add(ground.object(found.getString(1), found.getString(2)));
      }
    }
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT count(*), count(DISTINCT id), min(id), max(id) FROM read_parquet(%s)"
                    .formatted(Sql.files(files)))) {
      found.next();
      return new Found(found.getLong(1), found.getLong(2), found.getLong(3), found.getLong(4));
    }
  }
}
