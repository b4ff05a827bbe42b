package dev.thermocline.gateway.check;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A Redis that may be killed: it writes every change to disk before it answers. Another one may
 * follow it, be cut off, and take its place.
 */
final class OwnRedis implements AutoCloseable {
  private static final int NOBODY = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String program;
  private final Path folder;
  private int port;
  private Process process;

  /**
   * Starts one.
   *
   * @param like a running Redis whose program is used
   */
  OwnRedis(URI like, Path folder) throws IOException {
    this(programOf(like), folder);
  }

  private OwnRedis(String program, Path folder) throws IOException {
    this.program = program;
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.process = start();
  }

  /** Another one that copies this one's changes, whole when this returns. */
  OwnRedis follower(Path itsFolder) throws IOException {
    OwnRedis follower = new OwnRedis(program, itsFolder);
    var _ = follower.ask(commands -> commands.replicaof("127.0.0.1", port));
    awaitFollower();
    return follower;
  }

  /** Returns when a follower has every change that was acknowledged before. */
  void awaitFollower() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    // A command that is waited for must come after a change of the same connection.
    while (ask(
            commands -> {
              commands.set("copied", "yes");
              return commands.waitForReplication(1, 1_000);
            })
        < 1) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the follower does not follow");
      }
    }
  }

  /** From now on nothing of what the other one acknowledges reaches this one. */
  void cutOff() {
    var _ = ask(commands -> commands.replicaof("127.0.0.1", NOBODY));
  }

  /** kill -9 of the other one; this one, with what it has, answers at its address. */
  void takePlaceOf(OwnRedis primary) throws IOException, InterruptedException {
    primary.process.destroyForcibly().waitFor();
    process.destroyForcibly().waitFor();
    port = primary.port;
    process = start();
    var _ = ask(RedisCommands::ping);
  }

  private <T> T ask(Function<RedisCommands<String, String>, T> question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      RedisClient client = RedisClient.create(RedisURI.create(url()));
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        return question.apply(connection.sync());
      } catch (RedisException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        LockSupport.parkNanos(20_000_000);
      } finally {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      }
    }
  }

  private static String programOf(URI like) {
    RedisClient client = RedisClient.create(RedisURI.create(like));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return connection
          .sync()
          .info("server")
          .lines()
          .filter(line -> line.startsWith("executable:"))
          .map(line -> line.substring("executable:".length()).strip())
          .findFirst()
          .orElseThrow();
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  URI url() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  private Process start() throws IOException {
    List<String> command =
        List.of(
            program,
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--hash-max-listpack-value",
            "4096");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** kill -9, and a new one on the same files. */
  void killAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
