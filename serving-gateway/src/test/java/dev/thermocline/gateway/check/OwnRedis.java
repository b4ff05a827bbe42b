package dev.thermocline.gateway.check;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Redis that may be killed: it writes every change to disk before it answers. */
final class OwnRedis implements AutoCloseable {
  private final String program;
  private final Path folder;
  private final int port;
  private Process process;

  /**
   * Starts one.
   *
   * @param like a running Redis whose program is used
   */
  OwnRedis(URI like, Path folder) throws IOException {
    this.program = programOf(like);
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.process = start();
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
