package dev.thermocline.stack.server;

import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A durable PostgreSQL of our own: scram, fsync on, loopback only, no unix socket. */
public final class PostgresServer implements Part {
  public static final String ADMIN = "postgres";
  public static final String DATABASE = "thermocline";

  private final Path folder;
  private final Path data;
  private final Path programs;
  private final Port port;
  private final String password;
  private final int connections;
  private final List<Role> roles;
  private volatile String version = "";

  /**
   * Describes a server.
   *
   * @param programs where the programs of PostgreSQL are unpacked; may be shared
   */
  public PostgresServer(
      Path folder, Path programs, Port port, String password, int connections, List<Role> roles) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.programs = programs;
    this.port = port;
    this.password = password;
    this.connections = connections;
    this.roles = List.copyOf(roles);
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Port> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    PostgresBinaries binaries = PostgresBinaries.in(programs);
    version = binaries.version();
    Files.createDirectories(data);
    refuseForeignData(binaries);
    List<String> prefix = OrdinaryUser.prefix(data);
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(binaries, prefix);
    }
    dropStalePidFile();
    List<String> command = new ArrayList<>(prefix);
    command.add(binaries.program("postgres"));
    command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port.number())));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=" + connections,
            "track_activity_query_size=16384",
            "shared_buffers=64MB",
            "max_wal_size=512MB",
            "timezone=UTC",
            "log_timezone=UTC")) {
      command.addAll(List.of("-c", setting));
    }
    // SIGINT is the fast stop: it ends sessions and writes a checkpoint.
    return new Launch(command, folder, Launch.log(folder, name()), "INT");
  }

  @Override
  public void probe() throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  @Override
  public void furnish() throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      boolean there;
      try (var found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        there = found.next();
      }
      if (!there) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
    try (Connection connection = connect(DATABASE);
        Statement statement = connection.createStatement()) {
      for (Role role : roles) {
        role.furnish(statement);
      }
    }
  }

  @Override
  public String url() {
    return url(DATABASE);
  }

  @Override
  public String version() {
    return "PostgreSQL " + version;
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port.number() + "/" + database;
  }

  private Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", ADMIN);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", Long.toString(Duration.ofSeconds(20).toSeconds()));
    return DriverManager.getConnection(url(database), properties);
  }

  private void refuseForeignData(PostgresBinaries binaries) throws IOException {
    Path version = data.resolve("PG_VERSION");
    Path ours = Files.createTempFile(folder, "owner", "");
    boolean isOurs = Files.isReadable(data) && Files.getOwner(data).equals(Files.getOwner(ours));
    Files.delete(ours);
    if (!isOurs && !OrdinaryUser.isNobody(data)) {
      throw new StackFailure(
          name(),
          "its data folder "
              + data
              + " belongs to "
              + Files.getOwner(data).getName()
              + ", and this is "
              + System.getProperty("user.name"),
          "start as that user, or choose another folder with THERMOCLINE_HOME");
    }
    if (!Files.exists(version)) {
      return;
    }
    String found = Files.readString(version).strip();
    if (!found.equals(binaries.majorVersion())) {
      throw new StackFailure(
          name(),
          "its data folder "
              + data
              + " was made by PostgreSQL "
              + found
              + ", this one is "
              + binaries.majorVersion(),
          "move the folder away to start empty, or dump it with version "
              + found
              + " and load it here");
    }
  }

  private void initialise(PostgresBinaries binaries, List<String> prefix)
      throws IOException, InterruptedException {
    Path log = folder.resolve("initdb.log");
    Path passwordFile =
        Files.createTempFile(
            folder,
            "password",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(passwordFile, password + "\n");
      List<String> command = new ArrayList<>(prefix);
      command.addAll(
          List.of(
              binaries.program("initdb"),
              "-D",
              data.toString(),
              "-U",
              ADMIN,
              "-A",
              "scram-sha-256",
              "--pwfile=/dev/stdin",
              "-E",
              "UTF8",
              "--locale=C",
              "--no-instructions"));
      int code =
          new ProcessBuilder(command)
              .directory(FileSystems.getDefault().getPath("/").toFile())
              .redirectInput(passwordFile.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new StackFailure(
            name(),
            "its data folder could not be made. initdb said:\n    "
                + String.join("\n    ", Files.readAllLines(log)),
            "repair what it says; the folder is " + data);
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  /**
   * After a kill -9 and a reboot the number in it may belong to some other program of this user,
   * and PostgreSQL would refuse to start. Its caller holds the lock of the stack, so no server of
   * ours is running.
   */
  private void dropStalePidFile() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      Files.delete(file);
      return;
    }
    boolean isPostgres =
        ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
            .flatMap(process -> process.info().command())
            .map(command -> command.endsWith("/postgres"))
            .orElse(false);
    if (!isPostgres) {
      Files.delete(file);
    }
  }

  /** A role with a password and a schema of the same name. */
  public record Role(String name, String password) {
    void furnish(Statement statement) throws SQLException {
      boolean there;
      try (var found =
          statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        there = found.next();
      }
      statement.execute(
          (there ? "ALTER" : "CREATE") + " ROLE " + name + " LOGIN PASSWORD '" + password + "'");
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + name + " AUTHORIZATION " + name);
      statement.execute("ALTER ROLE " + name + " SET search_path = " + name);
    }
  }
}
