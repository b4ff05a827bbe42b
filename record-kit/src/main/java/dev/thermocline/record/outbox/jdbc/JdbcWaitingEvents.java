package dev.thermocline.record.outbox.jdbc;

import dev.thermocline.record.outbox.WaitingEvent;
import dev.thermocline.record.outbox.WaitingEvents;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A turn is one connection that holds an advisory lock of its session: what it reads and what it
 * forgets goes over that connection, so a process whose lock is lost can no longer forget anything.
 */
final class JdbcWaitingEvents implements WaitingEvents {
  /** Counting stops here; a metric need not be exact beyond it. */
  private static final int COUNTED = 10_000;

  // One lock for each schema: services share a database.
  private static final String LOCK =
      "select pg_try_advisory_lock(hashtext('thermocline.outbox'), hashtext(current_schema()))";
  private static final String UNLOCK =
      "select pg_advisory_unlock(hashtext('thermocline.outbox'), hashtext(current_schema()))";

  // What a crash of the database brings back is delivered once more, which consumers expect; so
  // forgetting need not stand in the way of commits that wait for the disk. And what Postgres
  // believes of a table that fills and empties all the time is never true: nearly empty when the
  // plan was made, it would be read whole for each event once many wait.
  private static final String BEGIN_TURN = "set synchronous_commit = off; set enable_seqscan = off";
  private static final String END_TURN = "reset synchronous_commit; reset enable_seqscan";

  // A batch goes by arrival; then come those older in their key that arrived later. They exist
  // where a transaction wrote its event before it waited for the lock of its aggregate's row.
  private static final String NEXT =
      """
      with batch as (select * from outbox order by id limit ?)
      select * from batch
      union
      select older.* from outbox older join batch on older.topic = batch.topic
        and older.project = batch.project and older.key = batch.key
        and older.aggregate_revision < batch.aggregate_revision
      order by topic, project, key, aggregate_revision, id
      """;

  private final DataSource database;

  JdbcWaitingEvents(DataSource database) {
    this.database = database;
  }

  @Override
  public Optional<Turn> take() {
    Connection connection = null;
    try {
      connection = database.getConnection();
      connection.setAutoCommit(true);
      if (isTrue(connection, LOCK)) {
        run(connection, BEGIN_TURN);
        return Optional.of(new JdbcTurn(connection));
      }
      connection.close();
      return Optional.empty();
    } catch (SQLException e) {
      giveUp(connection);
      throw new IllegalStateException("The outbox cannot be reached", e);
    }
  }

  @Override
  public Backlog backlog() {
    String sql =
        "select (select count(*) from (select 1 from outbox limit "
            + COUNTED
            + ") counted),"
            + " (select extract(epoch from now() - at) from outbox order by id limit 1)";
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new Backlog(row.getLong(1), Duration.ofMillis((long) (row.getDouble(2) * 1000)));
    } catch (SQLException e) {
      throw new IllegalStateException("The outbox cannot be reached", e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void giveUp(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
        connection.close();
      } catch (SQLException e) {
        // It is broken, which is what was wanted.
      }
    }
  }

  private static final class JdbcTurn implements Turn {
    private final Connection connection;

    JdbcTurn(Connection connection) {
      this.connection = connection;
    }

    @Override
    public List<WaitingEvent> next(int atMost) {
      try (PreparedStatement select = connection.prepareStatement(NEXT)) {
        select.setInt(1, atMost);
        List<WaitingEvent> events = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            events.add(
                new WaitingEvent(
                    rows.getLong("id"),
                    rows.getString("project"),
                    rows.getString("topic"),
                    rows.getString("key"),
                    rows.getString("event"),
                    rows.getString("request_id")));
          }
        }
        return events;
      } catch (SQLException e) {
        throw new IllegalStateException("The outbox cannot be read", e);
      }
    }

    @Override
    public void delivered(List<WaitingEvent> events) {
      Object[] ids = events.stream().map(WaitingEvent::id).toArray();
      try (PreparedStatement delete =
          connection.prepareStatement("delete from outbox where id = any (?)")) {
        Array array = connection.createArrayOf("bigint", ids);
        delete.setArray(1, array);
        delete.executeUpdate();
      } catch (SQLException e) {
        throw new IllegalStateException("Delivered events cannot be forgotten", e);
      }
    }

    @Override
    public void close() {
      try {
        // The pool keeps the session, and with it what it is set to and the lock.
        run(connection, END_TURN);
        isTrue(connection, UNLOCK);
        connection.close();
      } catch (SQLException e) {
        giveUp(connection);
      }
    }
  }
}
