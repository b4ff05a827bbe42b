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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own in memory, with a folder for files and spilling that goes when it is
 * closed. For one thread, but for {@link #cancel}.
 */
public final class DuckSession implements AutoCloseable {
  private static final int LANES = 3;

  private final Connection connection;
  private final Path folder;
  private final Work work;
  private final Runnable afterwards;

  DuckSession(Connection connection, Path folder, Runnable release) {
    this(
        connection,
        folder,
        new Work(),
        () -> {
          try {
            remove(folder);
          } finally {
            release.run();
          }
        });
  }

  private DuckSession(Connection connection, Path folder, Work work, Runnable afterwards) {
    this.connection = connection;
    this.folder = folder;
    this.work = work;
    this.afterwards = afterwards;
  }

  /** What runs on the database now, on any of its connections. */
  private static final class Work {
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    void begin(Statement statement) {
      running.add(statement);
      if (cancelled) {
        running.remove(statement);
        throw new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", null);
      }
    }
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
    try (Cursor rows = open(sql)) {
      rows.each(reader);
    }
  }

  /** Runs a statement up to its first rows. */
  Cursor open(String sql) {
    try {
      Statement statement = connection.createStatement();
      try {
        work.begin(statement);
        return new Cursor(sql, statement, statement.executeQuery(sql));
      } catch (SQLException | RuntimeException e) {
        work.running.remove(statement);
        statement.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** The rows of a statement, as they come. */
  final class Cursor implements AutoCloseable {
    private final String sql;
    private final Statement statement;
    private final ResultSet rows;

    private Cursor(String sql, Statement statement, ResultSet rows) {
      this.sql = sql;
      this.statement = statement;
      this.rows = rows;
    }

    void each(RowVisitor reader) {
      try {
        while (rows.next()) {
          reader.visit(rows);
        }
      } catch (SQLException e) {
        throw failed(sql, e);
      }
    }

    @Override
    public void close() {
      work.running.remove(statement);
      try (statement) {
        rows.close();
      } catch (SQLException e) {
        throw failed(sql, e);
      }
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

  /** Rows on their way into a table; they are there when it was closed. */
  public static final class Appending implements AutoCloseable {
    private final DuckDBAppender appender;

    private Appending(DuckDBAppender appender) {
      this.appender = appender;
    }

    /** Values as Java knows them: of each type its own, bytes as an array, arrays as lists. */
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
        case Integer number -> appender.append(number.intValue());
        case Long number -> appender.append(number.longValue());
        case Float number -> appender.append(number.floatValue());
        case Double number -> appender.append(number.doubleValue());
        case String text -> appender.append(text);
        case byte[] bytes -> appender.append(bytes);
        case List<?> list -> appender.append(list);
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
    work.cancelled = true;
    work.running.forEach(DuckSession::stop);
  }

  private static void stop(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException alreadyOver) {
      return;
    }
  }

  /**
   * Does pieces of work beside each other on the same database, three at once, each with a
   * connection of its own, and gives their results in order. All have ended when this returns; if
   * one fails, the rest are cancelled.
   */
  public <T> List<T> beside(List<Function<DuckSession, T>> pieces) {
    Map<Integer, T> results = new ConcurrentSkipListMap<>();
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable lane =
        () -> {
          try (DuckSession own = duplicate()) {
            int i = next.getAndIncrement();
            while (i < pieces.size() && failure.get() == null) {
              results.put(i, pieces.get(i).apply(own));
              i = next.getAndIncrement();
            }
          } catch (RuntimeException | Error e) {
            if (failure.compareAndSet(null, e)) {
              cancel();
            }
          }
        };
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(LANES, pieces.size()); i++) {
      others.add(Thread.ofPlatform().name("duckdb-beside-", i).start(lane));
    }
    lane.run();
    others.forEach(this::joined);
    return switch (failure.get()) {
      case null -> List.copyOf(results.values());
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    };
  }

  private void joined(Thread other) {
    boolean interrupted = false;
    while (other.isAlive()) {
      try {
        other.join();
      } catch (InterruptedException e) {
        // The database must not be closed under a lane that still runs.
        interrupted = true;
        cancel();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private DuckSession duplicate() {
    try {
      Connection other = connection.unwrap(DuckDBConnection.class).duplicate();
      return new DuckSession(other, folder, work, () -> {});
    } catch (SQLException e) {
      throw DuckFailure.of(e, "duplicate");
    }
  }

  private <T extends @Nullable Object> T with(String sql, Use<T> use) {
    try (Statement statement = connection.createStatement()) {
      work.begin(statement);
      try {
        return use.on(statement);
      } finally {
        work.running.remove(statement);
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  private DuckFailure failed(String sql, SQLException e) {
    return work.cancelled
        ? new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", e)
        : DuckFailure.of(e, sql);
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
  private interface Use<T extends @Nullable Object> {
    T on(Statement statement) throws SQLException;
  }
}
