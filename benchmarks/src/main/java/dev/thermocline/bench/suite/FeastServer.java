package dev.thermocline.bench.suite;

import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.load.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;

/** Feast's feature server on the same Redis, a process that ends with this one. */
final class FeastServer {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path SCRIPT = Path.of("benchmarks", "peers", "feast_server.py");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final List<String> FEATURES =
      IntStream.range(0, 5)
          .boxed()
          .flatMap(view -> IntStream.range(0, 10).mapToObj(f -> "view" + view + ":f" + f))
          .toList();

  private final URI url;

  /**
   * Starts it with a worker for each processor, as its guide advises, and waits until it serves.
   */
  FeastServer(URI redis, int entities) {
    try {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      this.url = URI.create("http://127.0.0.1:" + port);
      Process process =
          new ProcessBuilder(
                  "python3",
                  SCRIPT.toString(),
                  redis.toString(),
                  Integer.toString(entities),
                  Integer.toString(port),
                  Integer.toString(Runtime.getRuntime().availableProcessors()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
              }));
      await(process);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Feast cannot be started; it needs a python3 on PATH, and once a way to a package index"
              + " for benchmarks/peers/requirements.txt",
          e);
    }
  }

  private void await(Process process) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    HttpContender probe =
        new HttpContender("", 1, n -> HttpRequest.get(url.resolve("/health"), Map.of()));
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new IOException("python3 " + SCRIPT + " ended with " + process.exitValue());
      }
      if (probe.measure(Duration.ofMillis(50)).latency().getTotalCount() > 0) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    throw new IOException("it did not serve within " + PATIENCE);
  }

  /** A read of some entities by so many clients. */
  HttpContender read(int clients, LongFunction<LongStream> ids) {
    return new HttpContender(
        "feast",
        clients,
        n ->
            HttpRequest.post(
                url.resolve("/get-online-features"),
                Map.of("Content-Type", "application/json"),
                JSON.writeValueAsBytes(
                    Map.of(
                        "features",
                        FEATURES,
                        "full_feature_names",
                        true,
                        "entities",
                        Map.of("customer_id", ids.apply(n).boxed().toList())))));
  }

  /** A push of the rows of a frame to its online store. */
  HttpContender push(int clients, LongFunction<Map<String, Object>> frames) {
    return new HttpContender(
        "feast",
        clients,
        n ->
            HttpRequest.post(
                url.resolve("/push"),
                Map.of("Content-Type", "application/json"),
                JSON.writeValueAsBytes(
                    Map.of(
                        "push_source_name",
                        "readings",
                        "df",
                        frames.apply(n),
                        "to",
                        "online",
                        "allow_registry_cache",
                        true))));
  }
}
