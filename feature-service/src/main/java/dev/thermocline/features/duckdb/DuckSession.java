package dev.thermocline.features.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own in memory, with a folder for files and spilling that goes when it is
 * closed. For one thread, but for {@link #cancel}.
 */
public final class DuckSession implements AutoCloseable {
  private final Connection connection;
  private final Path folder;
  private final Runnable release;
  private volatile @Nullable Statement running;
  private volatile boolean cancelled;

  DuckSession(Connection connection, Path folder, Runnable release) {
    this.connection = connection;
    this.folder = folder;
    this.release = release;
  }

  /** Where this session's own files may lie. */
  public Path folder() {
    return folder;
  }

  /** Runs a statement whose answer does not matter. */
  public void run(String sql) {
    with(
        sql,
        statement -> {
          statement.execute(sql);
          return null;
        });
  }

  /** The first column of the first row as a number; zero for null. */
  public long number(String sql) {
    return first(sql, row -> row.getLong(1));
  }

  /** What {@code reader} makes of the only row. */
  public <T> T first(String sql, RowReader<T> reader) {
    return with(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
              throw new IllegalStateException("The statement gave no row: " + sql);
            }
            return reader.read(rows);
          }
        });
  }

  /** Hands every row to {@code reader}, as they come. */
  public void each(String sql, RowVisitor reader) {
    with(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
              reader.visit(rows);
            }
          }
          return null;
        });
  }

  public <T> List<T> list(String sql, RowReader<T> reader) {
    List<T> all = new java.util.ArrayList<>();
    each(sql, row -> all.add(reader.read(row)));
    return all;
  }

  /** Adds rows to a table one by one, from Java. */
  public Appending append(String table) {
    try {
      return new Appending(
          connection.unwrap(DuckDBConnection.class).createAppender("temp", "main", table));
    } catch (SQLException e) {
      throw DuckFailure.of(e, table);
    }
  }

  /** Rows on their way into a table; they are there when it was closed. */
  public static final class Appending implements AutoCloseable {
    private final DuckDBAppender appender;

    private Appending(DuckDBAppender appender) {
      this.appender = appender;
    }

    /** Values are Boolean, Long, Double, String or null. */
    public void add(List<@Nullable Object> row) {
      try {
        appender.beginRow();
        for (Object value : row) {
          append(value);
        }
        appender.endRow();
      } catch (SQLException e) {
        throw DuckFailure.of(e, "append");
      }
    }

    private void append(@Nullable Object value) throws SQLException {
      switch (value) {
        case null -> appender.appendNull();
        case Boolean flag -> appender.append(flag.booleanValue());
        case Long number -> appender.append(number.longValue());
        case Double number -> appender.append(number.doubleValue());
        case String text -> appender.append(text);
        default -> throw new IllegalArgumentException("no such value: " + value.getClass());
      }
    }

    @Override
    public void close() {
      try {
        appender.close();
      } catch (SQLException e) {
        throw DuckFailure.of(e, "append");
      }
    }
  }

  /** Stops what runs, from another thread; it fails with {@link DuckFailure.Kind#CANCELLED}. */
  public void cancel() {
    cancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException alreadyOver) {
        return;
      }
    }
  }

  private <T extends @Nullable Object> T with(String sql, Work<T> work) {
    if (cancelled) {
      throw new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", null);
    }
    try (Statement statement = connection.createStatement()) {
      running = statement;
      return work.on(statement);
    } catch (SQLException e) {
      throw cancelled
          ? new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", e)
          : DuckFailure.of(e, sql);
    } finally {
      running = null;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw DuckFailure.of(e, "close");
    } finally {
      try {
        remove(folder);
      } finally {
        release.run();
      }
    }
  }

  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    Consumer<Path> delete =
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes something of the row that the cursor stands on. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at the row that the cursor stands on. */
  @FunctionalInterface
  public interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface Work<T extends @Nullable Object> {
    T on(Statement statement) throws SQLException;
  }
}
