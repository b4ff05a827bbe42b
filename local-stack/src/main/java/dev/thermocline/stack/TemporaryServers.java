package dev.thermocline.stack;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part.Port;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.Parts;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.process.StackFailure;
import dev.thermocline.stack.server.KafkaServer;
import dev.thermocline.stack.server.PostgresServer;
import dev.thermocline.stack.server.RedisServer;
import dev.thermocline.stack.server.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The five servers for one run of tests: on random ports, in a folder of their own, gone with the
 * JVM that started them, however it ends.
 */
public final class TemporaryServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MOVED_AT_RANDOM = "another try (test ports are random)";

  private final Path folder;
  private final Guard guard;
  private final List<RunningPart> running;
  private final ServerAddresses addresses;

  private TemporaryServers(
      Path folder, Guard guard, List<RunningPart> running, ServerAddresses addresses) {
    this.folder = folder;
    this.guard = guard;
    this.running = running;
    this.addresses = addresses;
  }

  /** Starts them; a lost race for a port is tried again. */
  public static TemporaryServers start() throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return startOnce();
      } catch (StackFailure e) {
        boolean lostRace = String.valueOf(e.getMessage()).contains("is taken by another program");
        if (!lostRace || tries == 3) {
          throw e;
        }
      }
    }
  }

  private static TemporaryServers startOnce() throws IOException, InterruptedException {
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"), "thermocline-" + System.getProperty("user.name"));
    Path programs = home.resolve("programs");
    Files.createDirectories(programs);
    Path folder = Files.createTempDirectory(home, "servers-");
    if (!folder.toFile().setExecutable(true, false)) {
      throw new IOException(folder + " cannot be opened to the user that runs PostgreSQL");
    }
    Guard guard = Guard.start(folder.resolve("pids"), List.of(folder));
    boolean started = false;
    try {
      TemporaryServers servers = startIn(folder, programs, guard);
      started = true;
      return servers;
    } finally {
      if (!started) {
        guard.close();
      }
    }
  }

  private static TemporaryServers startIn(Path folder, Path programs, Guard guard)
      throws IOException, InterruptedException {
    List<Port> ports =
        LoopbackPorts.random(6).stream().map(port -> new Port(port, MOVED_AT_RANDOM)).toList();
    String password = Secrets.random();
    String accessKey = Secrets.random();
    PostgresServer postgres =
        new PostgresServer(
            folder.resolve("postgres"), programs, ports.get(0), password, 500, List.of());
    RedisServer features =
        new RedisServer(
            RedisServer.Purpose.FEATURES,
            folder.resolve("redis-features"),
            programs,
            ports.get(1),
            password,
            4_096,
            List.of());
    RedisServer cache =
        new RedisServer(
            RedisServer.Purpose.CACHE,
            folder.resolve("redis-cache"),
            programs,
            ports.get(2),
            password,
            4_096,
            List.of());
    KafkaServer kafka =
        new KafkaServer(
            folder.resolve("kafka"), ports.get(3), ports.get(4), List.of(), AotCache.NONE);
    S3Server s3 =
        new S3Server(
            folder.resolve("s3"), ports.get(5), accessKey, password, List.of(), AotCache.NONE);
    List<RunningPart> running =
        new Parts(new PartStarter(guard, PATIENCE), part -> {})
            .start(List.of(kafka, s3, postgres, features, cache));
    return new TemporaryServers(
        folder,
        guard,
        running,
        new ServerAddresses(
            postgres.url(),
            PostgresServer.ADMIN,
            password,
            features.admin(),
            cache.admin(),
            kafka.bootstrapServers(),
            s3.endpoint(),
            accessKey,
            password));
  }

  public ServerAddresses addresses() {
    return addresses;
  }

  /** For tests of what follows when one of them dies or stops. */
  public RunningPart part(String name) {
    return running.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  public Path folder() {
    return folder;
  }

  /** Stops them and deletes their folder. */
  @Override
  public void close() throws IOException {
    guard.close();
  }
}
