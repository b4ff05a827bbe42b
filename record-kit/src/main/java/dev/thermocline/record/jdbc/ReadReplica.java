package dev.thermocline.record.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Where reads go that may be a moment old: to the copy that the settings name, or, without one and
 * while it is away, to the database itself.
 */
public final class ReadReplica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReadReplica.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

  private final DataSource database;
  private final @Nullable HikariDataSource replica;
  private final DataSource source;

  ReadReplica(DataSource database, @Nullable String url) throws SQLException {
    this.database = database;
    this.replica = url == null ? null : pool(database, url);
    this.source = replica == null ? database : new Preferred(replica);
  }

  public DataSource source() {
    return source;
  }

  private static HikariDataSource pool(DataSource database, String url) throws SQLException {
    HikariConfig settings = Pools.like(database, "replica");
    settings.setJdbcUrl(url);
    settings.setReadOnly(true);
    settings.addDataSourceProperty("readOnlyMode", "always");
    settings.setConnectionTimeout(PATIENCE.toMillis());
    return new HikariDataSource(settings);
  }

  @Override
  public void close() {
    if (replica != null) {
      replica.close();
    }
  }

  private final class Preferred extends AbstractDataSource {
    private final DataSource replica;
    private final AtomicLong leftAloneUntil = new AtomicLong(System.nanoTime());

    Preferred(DataSource replica) {
      this.replica = replica;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (System.nanoTime() - leftAloneUntil.get() >= 0) {
        try {
          return replica.getConnection();
        } catch (SQLException away) {
          leftAloneUntil.set(System.nanoTime() + LEFT_ALONE.toNanos());
          log.atWarn()
              .addKeyValue("sqlState", away.getSQLState())
              .addKeyValue("nextTry", LEFT_ALONE)
              .log("The replica does not answer; the database itself is read");
        }
      }
      return database.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw new SQLException("Connections are made for the role of the settings only.");
    }
  }
}
