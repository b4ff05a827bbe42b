package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.search.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Runs statements that were made of a caller's filter: each is planned for its own values, and ends
 * at a timeout instead of keeping the server busy.
 */
@Component
class SearchStatements {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final JdbcTemplate jdbc;

  SearchStatements(ReadReplica replica) {
    this.jdbc = new JdbcTemplate(replica.source());
    this.jdbc.setQueryTimeout((int) LIMIT.toSeconds());
    this.jdbc.setFetchSize(0);
  }

  <T> List<T> query(Sql sql, RowReader<T> reader) {
    try {
      List<T> rows =
          jdbc.query(
              connection -> {
                PreparedStatement statement = connection.prepareStatement(sql.text());
                // A plan that is kept for all values would suit the average filter, not this one.
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
                Object[] arguments = sql.arguments();
                for (int i = 0; i < arguments.length; i++) {
                  statement.setObject(i + 1, arguments[i]);
                }
                return statement;
              },
              (ResultSet result) -> {
                List<T> read = new ArrayList<>();
                while (result.next()) {
                  read.add(reader.read(result));
                }
                return read;
              });
      return rows == null ? List.of() : rows;
    } catch (QueryTimeoutException e) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "This search did not end within "
              + LIMIT.toSeconds()
              + " seconds. Narrow it: fewer experiments, a condition that few fulfil, or an order"
              + " by time.",
          e);
    }
  }

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
