package dev.thermocline.features.duckdb;

import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/**
 * Opens sessions of DuckDB, no more at once than the settings allow, each with its share of memory,
 * disk and threads. Thread-safe.
 */
public final class DuckSessions implements AutoCloseable {
  private static final DataSize KEPT_MEMORY = DataSize.ofMegabytes(128);

  private final OfflineSettings settings;
  private final Path root;
  private final Semaphore turns;
  private final List<KeptSession> kept = new CopyOnWriteArrayList<>();

  /**
   * @param root a folder of this process alone; what lies in it from an earlier life is removed
   */
  public DuckSessions(OfflineSettings settings, Path root) {
    this.settings = settings;
    this.root = root.toAbsolutePath();
    this.turns = new Semaphore(settings.concurrentJobs(), true);
    remove(this.root);
  }

  /** A session for SQL of our own, which may read and write any file. */
  public DuckSession open() {
    return open(session -> {});
  }

  /**
   * A session for SQL of somebody else: it reads the tables that {@code prepare} makes and the
   * files given, and nothing else: no other file, no network, no extension, no setting.
   */
  public DuckSession openSandbox(Collection<Path> readable, SessionWork prepare) {
    return open(session -> {
      session.run("SET allowed_paths = " + Sql.files(readable));
      prepare.on(session);
      session.run("SET enable_external_access = false");
      session.run("SET lock_configuration = true");
    });
  }

  /**
   * A session to be kept for small work that comes often, beside those that take turns: it has one
   * thread and little memory.
   */
  public KeptSession keep() {
    KeptSession session = new KeptSession(() -> begin(KEPT_MEMORY, 1, () -> {}));
    kept.add(session);
    return session;
  }

  private DuckSession open(SessionWork prepare) {
    waitForTurn();
    DuckSession session;
    try {
      session = begin(settings.memoryLimit(), settings.threads(), turns::release);
    } catch (RuntimeException e) {
      turns.release();
      throw e;
    }
    try {
      prepare.on(session);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private DuckSession begin(DataSize memory, int threads, Runnable afterwards) {
    Path folder = root.resolve(UUID.randomUUID().toString());
    try {
      Files.createDirectories(folder.resolve("spill"));
      return new DuckSession(
          connect(folder, memory, threads),
          folder,
          () -> {
            try {
              remove(folder);
            } finally {
              afterwards.run();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("The folder for work on files cannot be made", e);
    } catch (SQLException e) {
      throw DuckFailure.of(e, "connect");
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void waitForTurn() {
    try {
      if (turns.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ThermoclineException(
        ErrorKind.TOO_MANY_REQUESTS,
        "%d ingestions, joins or transformations run already, and none ended within %d seconds. Try again later."
            .formatted(settings.concurrentJobs(), settings.patience().toSeconds()));
  }

  private Connection connect(Path folder, DataSize memory, int threads) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", memory.toBytes() + "B");
    properties.setProperty("temp_directory", folder.resolve("spill").toString());
    properties.setProperty("max_temp_directory_size", settings.spillLimit().toBytes() + "B");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("allow_community_extensions", "false");
    properties.setProperty("jdbc_stream_results", "true");
    if (threads > 0) {
      properties.setProperty("threads", Integer.toString(threads));
    }
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET preserve_insertion_order = true");
    }
    return connection;
  }

  /** Ends sessions that are kept; the others end with their work. */
  @Override
  public void close() {
    kept.forEach(KeptSession::close);
  }

  /** Work on a session that was just opened. */
  @FunctionalInterface
  public interface SessionWork {
    void on(DuckSession session);
  }
}
