package dev.thermocline.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final AtomicInteger seen = new AtomicInteger();
  private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private volatile int status = 200;
  private volatile long stallOnceNanos;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(pool);
    server.createContext(
        "/",
        exchange -> {
          seen.incrementAndGet();
          long stall = stallOnceNanos;
          if (stall > 0) {
            stallOnceNanos = 0;
            LockSupport.parkNanos(stall);
          }
          exchange.getRequestBody().readAllBytes();
          byte[] body = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          // Every other answer is chunked.
          exchange.sendResponseHeaders(status, seen.get() % 2 == 0 ? 0 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    pool.close();
  }

  private Load load(int connections) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x");
    HttpRequest request = HttpRequest.post(uri, Map.of("A", "b"), new byte[] {'{', '}'});
    return new Load(connections, n -> request);
  }

  @Test
  void countsEveryAnswerOfAClosedLoop() {
    Measured measured = load(4).closed(Duration.ofSeconds(1));
    assertThat(measured.latency().getTotalCount()).isEqualTo(seen.get()).isPositive();
    assertThat(measured.failures()).isZero();
  }

  @Test
  void anOpenLoopSendsAtItsOwnPace() {
    Measured measured = load(4).open(Duration.ofMillis(500), 200);
    assertThat(measured.latency().getTotalCount()).isEqualTo(100);
  }

  @Test
  void anOpenLoopChargesAStallToEverybodyWhoWasDue() {
    stallOnceNanos = Duration.ofMillis(300).toNanos();
    Measured measured = load(1).open(Duration.ofMillis(500), 200);
    // 60 requests were due while the first one hung; a loop that waits would have seen one.
    assertThat(measured.latency().getCountBetweenValues(100_000_000L, Long.MAX_VALUE / 2))
        .isGreaterThan(30);
  }

  @Test
  void failuresAreCountedApart() {
    status = 503;
    Measured measured = load(2).closed(Duration.ofSeconds(1));
    assertThat(measured.latency().getTotalCount()).isZero();
    assertThat(measured.others().get(503)).isEqualTo(seen.get());
  }
}
