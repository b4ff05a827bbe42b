package dev.thermocline.registry.kills;

import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A Postgres of a check's own, which can be killed and started again. */
final class KillablePostgres implements AutoCloseable {
  private static final String SCHEMA = "registry";

  private final Guard guard;
  private final PartStarter starter;
  private final PostgresServer server;
  private final String password = UUID.randomUUID().toString();
  private RunningPart running;

  KillablePostgres() throws IOException, InterruptedException {
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"), "thermocline-" + System.getProperty("user.name"));
    Path programs = Files.createDirectories(home.resolve("programs"));
    Path folder = Files.createTempDirectory(home, "tracking-kills-");
    if (!folder.toFile().setExecutable(true, false)) {
      throw new IOException(folder + " cannot be opened to the user that runs PostgreSQL");
    }
    this.guard = Guard.start(folder.resolve("pids"), List.of(folder));
    this.starter = new PartStarter(guard, Duration.ofMinutes(4));
    this.server =
        new PostgresServer(
            folder.resolve("postgres"),
            programs,
            new Part.Port(LoopbackPorts.random(1).getFirst(), "another try"),
            password,
            60,
            List.of());
    this.running = starter.start(server);
  }

  /** What a service must be told to use it. */
  Map<String, String> settings() {
    return Map.of(
        "thermocline.postgres.url",
        server.url(),
        "thermocline.postgres.user",
        PostgresServer.ADMIN,
        "thermocline.postgres.password",
        password,
        "thermocline.postgres.schema",
        SCHEMA);
  }

  PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.url());
    source.setUser(PostgresServer.ADMIN);
    source.setPassword(password);
    source.setCurrentSchema(SCHEMA);
    return source;
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    running.kill();
  }

  void start() throws InterruptedException {
    running = starter.start(server);
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }
}
