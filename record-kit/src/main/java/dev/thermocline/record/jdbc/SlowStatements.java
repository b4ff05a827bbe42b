package dev.thermocline.record.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs statements that take long, with their plan, once for each shape. It asks the database what
 * runs, twice in the time that counts as slow, so that statements themselves cost nothing more and
 * none that takes so long is missed. Values do not appear: a shape has $1 in their places.
 */
final class SlowStatements implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlowStatements.class);
  private static final int MOST_SHAPES = 500;
  private static final String RUNNING =
      """
      SELECT query, 1000 * extract(epoch FROM clock_timestamp() - query_start)
      FROM pg_stat_activity
      WHERE usename = current_user AND datname = current_database() AND state = 'active'
        AND pid <> pg_backend_pid() AND query ~* '^\\s*(select|with|insert|update|delete)'
        AND clock_timestamp() - query_start >= make_interval(secs => ?)
      """;

  private final HikariDataSource database;
  private final Duration between;
  private final Set<String> known = new HashSet<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  SlowStatements(DataSource database, Duration slow) throws SQLException {
    this.database = connectionOfItsOwn(database);
    this.between = slow.dividedBy(2);
    this.thread = Thread.ofVirtual().name("slow-statements").unstarted(this::work);
  }

  /** Slow statements may hold all others; and a shape with $1 can be explained as it stands. */
  private static HikariDataSource connectionOfItsOwn(DataSource database) throws SQLException {
    HikariConfig settings = Pools.like(database, "slow-statements");
    settings.setMaximumPoolSize(1);
    settings.addDataSourceProperty("preferQueryMode", "simple");
    return new HikariDataSource(settings);
  }

  void start() {
    thread.start();
  }

  private record Running(String shape, long millis) {}

  private void work() {
    try {
      while (!stopped.await(between.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try (Connection connection = database.getConnection()) {
      for (Running slow : running(connection)) {
        if (known.size() < MOST_SHAPES && known.add(slow.shape())) {
          log.atWarn()
              .addKeyValue("millisSoFar", slow.millis())
              .log("A slow statement: {}\n{}", slow.shape(), plan(connection, slow.shape()));
        }
      }
    } catch (SQLException away) {
      log.atDebug().setCause(away).log("Running statements could not be looked at");
    }
  }

  private List<Running> running(Connection connection) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(RUNNING)) {
      ask.setDouble(1, between.toMillis() / 1e3);
      List<Running> found = new ArrayList<>();
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          found.add(new Running(rows.getString(1).strip(), rows.getLong(2)));
        }
      }
      return found;
    }
  }

  /** The plan for any values; a statement too long for the server's list of them has none. */
  private static String plan(Connection connection, String shape) {
    try (Statement explain = connection.createStatement();
        ResultSet rows = explain.executeQuery("EXPLAIN (GENERIC_PLAN) " + shape)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add("  " + rows.getString(1));
      }
      return String.join("\n", lines);
    } catch (SQLException noPlan) {
      return "  no plan (%s): the server keeps no more of it than this"
          .formatted(noPlan.getSQLState());
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    database.close();
  }
}
