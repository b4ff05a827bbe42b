package dev.thermocline.bench.serving;

import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.echo.EchoServer;
import dev.thermocline.bench.load.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** A server beside the platform that ends with this process. */
final class ServerProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private ServerProcess() {}

  /** Spring on Tomcat as our services run on it, with nothing of ours inside. */
  static URI echo() {
    return start(
        port ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName(),
                Integer.toString(port)),
        "/",
        405);
  }

  /**
   * A peer, started by {@code benchmarks/peers/serving.py}.
   *
   * @param ready the path that answers 200 once it serves
   */
  static URI peer(String kind, Path models, String model, String ready) {
    return start(
        port ->
            List.of(
                "python3",
                "benchmarks/peers/serving.py",
                kind,
                models.toString(),
                model,
                Integer.toString(port)),
        ready,
        200);
  }

  private static URI start(IntFunction<List<String>> command, String ready, int status) {
    try {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      List<String> words = command.apply(port);
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      URI url = URI.create("http://127.0.0.1:" + port);
      await(process, words, url.resolve(ready), status);
      return url;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(Process process, List<String> words, URI ready, int status) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    HttpContender probe = new HttpContender("", 1, n -> HttpRequest.get(ready, Map.of()));
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new IllegalStateException(words + " ended with " + process.exitValue());
      }
      var seen = probe.measure(Duration.ofMillis(20));
      if (status == 200 ? seen.latency().getTotalCount() > 0 : seen.others().containsKey(status)) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    throw new IllegalStateException(words + " did not serve within " + PATIENCE);
  }

  private static void end(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    family.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
