package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A local platform beside the one under test, with ports and data of its own. */
final class OwnPlatform {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final List<String> PORTS =
      List.of(
          "GATEWAY",
          "GRPC",
          "REGISTRY",
          "FEATURES",
          "POSTGRES",
          "REDIS_FEATURES",
          "REDIS_CACHE",
          "KAFKA",
          "KAFKA_CONTROLLER",
          "S3");

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  OwnPlatform() {
    try {
      home = Files.createTempDirectory("thermocline-bench-");
      environment.put("THERMOCLINE_HOME", home.toString());
      for (String port : PORTS) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          environment.put("THERMOCLINE_" + port + "_PORT", Integer.toString(free.getLocalPort()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return home;
  }

  Duration up() {
    return run("up", "--detach");
  }

  void down() {
    run("down");
  }

  /** Stops it and removes its data. */
  void reset() {
    run("reset", "--yes");
  }

  private Duration run(String... words) {
    List<String> command = Stream.concat(Stream.of("./thermocline"), Stream.of(words)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    long begin = System.nanoTime();
    try {
      Process process = builder.start();
      if (!process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
