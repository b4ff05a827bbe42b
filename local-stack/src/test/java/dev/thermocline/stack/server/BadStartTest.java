package dev.thermocline.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.Part.Port;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.process.StackFailure;
import dev.thermocline.stack.server.RedisServer.Purpose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot work says which part, why, and what to do, and leaves nothing running. */
class BadStartTest {
  private static final Path PROGRAMS =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "thermocline-" + System.getProperty("user.name"),
          "programs");
  private static final String SECRET = "k-of-a-test";

  @TempDir private Path home;
  private Path folder;
  private Guard guard;
  private PartStarter starter;
  private Port port;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(home.resolve("part"));
    assertThat(home.toFile().setExecutable(true, false)).isTrue();
    guard = Guard.start(folder.resolve("pids"), List.of());
    starter = new PartStarter(guard, Duration.ofMinutes(1));
    port = new Port(LoopbackPorts.random(1).getFirst(), "THERMOCLINE_SOME_PORT");
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
  }

  @AfterEach
  void nothingIsLeftRunning() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pids"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".pid"))).isEmpty();
    }
    guard.close();
    assertThat(LoopbackPorts.isFree(port.number())).isTrue();
  }

  @Test
  void namesThePortThatIsTakenAndTheSettingThatMovesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(LoopbackPorts.loopback(), port.number()));

      assertThatThrownBy(() -> starter.start(redis(folder)))
          .isInstanceOf(StackFailure.class)
          .hasMessageContaining("redis-features: port " + port.number())
          .hasMessageContaining("is taken by another program")
          .hasMessageContaining("THERMOCLINE_SOME_PORT");
    }
  }

  @Test
  void namesTheFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    assertThatThrownBy(() -> starter.start(redis(file)))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("THERMOCLINE_HOME");
  }

  @Test
  void namesTheFolderThatCannotBeWritten() throws IOException {
    Path closed = unwritable();

    assertThatThrownBy(() -> starter.start(redis(closed)))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining(closed.toString())
        .hasMessageContaining("THERMOCLINE_HOME");
  }

  @Test
  void refusesDataOfAnotherVersionOfPostgresAndLeavesItAlone() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path version = Files.writeString(data.resolve("PG_VERSION"), "15\n");

    assertThatThrownBy(() -> starter.start(postgres()))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("was made by PostgreSQL 15, this one is 18")
        .hasMessageContaining("dump it with version 15");
    assertThat(version).hasContent("15\n");
  }

  @Test
  void saysWhichServerCanReadDataOfANewerRedis() throws IOException {
    Path log = Files.createDirectories(folder.resolve("data/appendonlydir"));
    Files.writeString(
        log.resolve("appendonly.aof.manifest"),
        "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n");
    Files.writeString(log.resolve("appendonly.aof.1.base.rdb"), "REDIS0999" + "x".repeat(50));
    Files.writeString(log.resolve("appendonly.aof.1.incr.aof"), "");

    assertThatThrownBy(() -> starter.start(redis(folder)))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("a newer Redis or a Valkey wrote the data in " + folder)
        .hasMessageContaining("./thermocline reset");
  }

  @Test
  void refusesDataOfAnotherUser() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    if (isRoot()) {
      Files.setAttribute(data, "unix:uid", 4_242);
    } else {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("---------"));
    }

    assertThatThrownBy(() -> starter.start(postgres()))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("its data folder " + data + " belongs to")
        .hasMessageContaining("start as that user");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void showsTheLogOfAServerThatDiesAtStart() throws IOException {
    Path files = Files.createDirectories(folder.resolve("data/appendonlydir"));
    Files.writeString(
        files.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.base.aof seq 1 type b\n");
    Path damaged =
        Files.writeString(files.resolve("appendonly.aof.1.base.aof"), "this is no Redis command");

    assertThatThrownBy(() -> starter.start(redis(folder)))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("redis-features: it ended with code 1 while starting")
        .hasMessageContaining("Bad file format")
        .hasMessageContaining("redis-features.log");
    assertThat(damaged).hasContent("this is no Redis command");
  }

  @Test
  void endsAServerThatDoesNotServeInTime() {
    Part deaf = new DeafPart(folder, port);

    assertThatThrownBy(() -> new PartStarter(guard, Duration.ofSeconds(2)).start(deaf))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("deaf: it does not serve after 2 s: nobody answers")
        .hasMessageContaining("I was born");
  }

  @Test
  void startsAgainAfterAKillWithWhatItHad() throws IOException, InterruptedException {
    RedisServer server = redis(folder);
    RunningPart first = starter.start(server);
    try (RedisConnection connection = RedisConnection.open(server.admin())) {
      connection.call("SET", "key", "kept");
    }
    first.kill();
    assertThat(first.exitCode()).isEqualTo(137);
    first.stop();

    RunningPart second = starter.start(server);
    try (RedisConnection connection = RedisConnection.open(server.admin())) {
      assertThat(connection.call("GET", "key")).isEqualTo("kept");
    }
    second.stop();
  }

  private RedisServer redis(Path where) {
    return new RedisServer(Purpose.FEATURES, where, PROGRAMS, port, SECRET, 16, List.of());
  }

  private PostgresServer postgres() {
    return new PostgresServer(folder, PROGRAMS, port, SECRET, 10, List.of());
  }

  /** Root may write almost anywhere, but not there. */
  private Path unwritable() throws IOException {
    if (isRoot()) {
      return Path.of("/proc/thermocline");
    }
    Path closed = Files.createDirectories(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    return closed;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
