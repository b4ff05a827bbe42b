package dev.thermocline.hot;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A Redis server of this test's own, ended with it. */
final class RedisProcess implements AutoCloseable {
  private static final Path BINARY = binary();

  private final Path folder;
  private final int port;
  private final List<String> command;
  private Process process;

  private RedisProcess(List<String> options) {
    try {
      folder = Files.createTempDirectory("hot-store-redis");
      port = freePort();
      command = new ArrayList<>(List.of(BINARY.toString(), "--port", Integer.toString(port)));
      command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
      command.addAll(List.of("--hash-max-listpack-value", "4096"));
      command.addAll(options);
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RedisProcess start(String... options) {
    RedisProcess server = new RedisProcess(List.of(options));
    server.await();
    return server;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  HotConnection connect() {
    return new HotConnection(url(), Duration.ofSeconds(10));
  }

  /** As kill -9, then a start with what is on disk: nothing, unless the options say otherwise. */
  void restart() {
    process.destroyForcibly().onExit().join();
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void await() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    RedisClient client = RedisClient.create(url());
    try {
      while (true) {
        try (var connection = client.connect()) {
          connection.sync().ping();
          return;
        } catch (RedisException e) {
          if (System.nanoTime() > end || !process.isAlive()) {
            throw new IllegalStateException("Redis did not start, see " + folder + "/log", e);
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    // A cluster bus port is 10000 above and must exist, too.
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        if (socket.getLocalPort() < 55_000) {
          return socket.getLocalPort();
        }
      }
    }
  }

  /** The bundled one, unless the environment names another, such as a Valkey. */
  private static Path binary() {
    String named = System.getenv("THERMOCLINE_TEST_REDIS");
    if (named != null) {
      return Path.of(named);
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String name = "/redis-server-7.0.15-" + (os.contains("mac") ? "darwin" : "linux") + "-" + arch;
    try (InputStream in =
        Objects.requireNonNull(RedisProcess.class.getResourceAsStream(name), name)) {
      Path file = Files.createTempFile("redis-server", "");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      if (!file.toFile().setExecutable(true)) {
        throw new IllegalStateException("Cannot make executable " + file);
      }
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
