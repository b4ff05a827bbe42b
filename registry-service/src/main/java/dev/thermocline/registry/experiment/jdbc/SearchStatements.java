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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Runs statements that were made of a caller's filter: each is planned for its own values, and ends
 * at a timeout instead of keeping the server busy. Fewer run at once than there are connections, so
 * that whoever logs finds one while others search.
 */
@Component
class SearchStatements {
  private final JdbcTemplate jdbc;
  private final Duration patience;
  private final Duration timeout;
  private final Semaphore places;

  @Autowired
  SearchStatements(ReadReplica replica, SearchSettings settings) {
    this(replica.source(), settings, Duration.ofSeconds(5));
  }

  SearchStatements(DataSource source, SearchSettings settings, Duration patience) {
    this.patience = patience;
    this.timeout = settings.timeout();
    this.places = new Semaphore(settings.mostAtOnce(), true);
    this.jdbc = new JdbcTemplate(source);
    this.jdbc.setQueryTimeout((int) timeout.toSeconds());
    this.jdbc.setFetchSize(0);
  }

  <T> List<T> query(Sql sql, RowReader<T> reader) {
    takePlace();
    try {
      return run(sql, reader);
    } catch (QueryTimeoutException e) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "This search did not end within "
              + timeout.toSeconds()
              + " seconds. Narrow it: fewer experiments, a condition that few fulfil, or an order"
              + " by time.",
          e);
    } finally {
      places.release();
    }
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ThermoclineException(
        ErrorKind.TOO_MANY_REQUESTS,
        "Too many searches run already, and none of them ended within "
            + patience.toSeconds()
            + " seconds. Try again in a moment, and narrow searches that take long: a condition"
            + " that few fulfil, or an order by time.");
  }

  private <T> List<T> run(Sql sql, RowReader<T> reader) {
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
  }

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
