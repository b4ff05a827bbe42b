package dev.thermocline.registry.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The registry as a process of its own, over servers that outlive it. */
public final class RegistryProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final Map<String, String> settings;
  private final List<String> flags;
  private final Path log;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  /** One that starts quickly and is small, for checks that start it often. */
  public RegistryProcess(Map<String, String> settings) throws IOException {
    this(settings, List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
  }

  public RegistryProcess(Map<String, String> settings, List<String> flags) throws IOException {
    this.settings = Map.copyOf(settings);
    this.flags = List.copyOf(flags);
    this.log = Files.createTempFile("thermocline-registry-", ".log");
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  /** Returns when it answers. */
  public void start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "dev.thermocline.registry.RegistryService",
            "--server.port=" + port));
    settings.forEach((key, value) -> command.add("--" + key + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = builder.start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The registry does not start:\n" + String.join("\n", lastLines()));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private List<String> lastLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.subList(Math.max(0, lines.size() - 40), lines.size());
  }

  /** The lines of its log from the first that has the given text. */
  public List<String> said(String about, int lines) throws IOException {
    return Files.readAllLines(log).stream()
        .dropWhile(line -> !line.contains(about))
        .limit(lines)
        .toList();
  }

  private boolean answers() throws InterruptedException {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** kill -9. */
  public void kill() throws InterruptedException {
    Process running = Objects.requireNonNull(process);
    running.destroyForcibly();
    running.waitFor();
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    http.close();
    Files.deleteIfExists(log);
  }
}
