package dev.thermocline.features.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own in memory, with a folder for files and spilling that goes when it is
 * closed. For one thread, but for {@link #cancel}.
 */
public final class DuckSession implements AutoCloseable {
  private final Connection connection;
  private final Path folder;
  private final Running running;
  private final Runnable afterwards;

  /**
   * @param afterwards runs when the session is closed
   */
  DuckSession(Connection connection, Path folder, Runnable afterwards) {
    this(connection, folder, new Running(), afterwards);
  }

  private DuckSession(Connection connection, Path folder, Running running, Runnable afterwards) {
    this.connection = connection;
    this.folder = folder;
    this.running = running;
    this.afterwards = afterwards;
  }

  /** Where this session's own files may lie. */
  public Path folder() {
    return folder;
  }

  /** Removes one of them before the session ends. */
  public void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    try (Cursor rows = open(sql)) {
      rows.each(reader);
    }
  }

  /** Runs a statement up to its first rows. */
  Cursor open(String sql) {
    try {
      Statement statement = connection.createStatement();
      try {
        running.begin(statement);
        return new Cursor(sql, statement, statement.executeQuery(sql), running);
      } catch (SQLException | RuntimeException e) {
        running.end(statement);
        statement.close();
        throw e;
      }
    } catch (SQLException e) {
      throw running.failed(sql, e);
    }
  }

  /**
   * Hands every row of each statement to {@code reader}, one statement after the other; the next
   * one runs already while the rows of one are read. After a failure the session is of no more use.
   */
  public void each(List<String> statements, RowVisitor reader) {
    if (statements.size() == 1) {
      each(statements.getFirst(), reader);
      return;
    }
    try (DuckSession other = duplicate();
        RowsAhead ahead = new RowsAhead(List.of(this, other), statements)) {
      ahead.each(reader);
    }
  }

  public <T> List<T> list(String sql, RowReader<T> reader) {
    List<T> all = new ArrayList<>();
    each(sql, row -> all.add(reader.read(row)));
    return all;
  }

  /** Makes a stream of Arrow batches readable as a table, once. */
  void registerArrow(String table, Object stream) {
    try {
      connection.unwrap(DuckDBConnection.class).registerArrowStream(table, stream);
    } catch (SQLException e) {
      throw DuckFailure.of(e, table);
    }
  }

  /** Hands the rows of a SELECT to {@code use} as batches of Arrow. */
  void arrow(String sql, BufferAllocator allocator, long batch, ArrowUse use) throws IOException {
    try (Statement statement = connection.createStatement();
        DuckDBResultSet rows = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
        ArrowReader reader = (ArrowReader) rows.arrowExportStream(allocator, batch)) {
      use.of(reader);
    } catch (SQLException e) {
      throw DuckFailure.of(e, sql);
    }
  }

  /** What is done with batches of Arrow. */
  @FunctionalInterface
  interface ArrowUse {
    void of(ArrowReader reader) throws IOException;
  }

  /** Adds rows to a table one by one, from Java. */
  public Appending append(String table) {
    try {
      return new Appending(
          connection.unwrap(DuckDBConnection.class).createAppender("memory", "main", table));
    } catch (SQLException e) {
      throw DuckFailure.of(e, table);
    }
  }

  /** Stops what runs, from another thread; it fails with {@link DuckFailure.Kind#CANCELLED}. */
  public void cancel() {
    running.cancel();
  }

  /**
   * Does pieces of work beside each other on the same database, three at once, each with a
   * connection of its own, and gives their results in order. All have ended when this returns; if
   * one fails, the rest are cancelled.
   */
  public <T> List<T> beside(List<Function<DuckSession, T>> pieces) {
    return new Lanes<T>(pieces, this::duplicate, this::cancel).run();
  }

  private DuckSession duplicate() {
    try {
      Connection other = connection.unwrap(DuckDBConnection.class).duplicate();
      return new DuckSession(other, folder, running, () -> {});
    } catch (SQLException e) {
      throw DuckFailure.of(e, "duplicate");
    }
  }

  private <T extends @Nullable Object> T with(String sql, Use<T> use) {
    try (Statement statement = connection.createStatement()) {
      running.begin(statement);
      try {
        return use.on(statement);
      } finally {
        running.end(statement);
      }
    } catch (SQLException e) {
      throw running.failed(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw DuckFailure.of(e, "close");
    } finally {
      afterwards.run();
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
  private interface Use<T extends @Nullable Object> {
    T on(Statement statement) throws SQLException;
  }
}
