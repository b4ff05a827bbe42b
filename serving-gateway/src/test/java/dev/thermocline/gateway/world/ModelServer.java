package dev.thermocline.gateway.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody else's model server: doubles the first column of each row, over the Open Inference
 * Protocol and over MLflow's scoring routes.
 */
public final class ModelServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int status = 200;
  private volatile long slowNanos;

  public ModelServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** From now on predictions are answered with this status. */
  public void answering(int status) {
    this.status = status;
  }

  /** From now on an answer takes this long. */
  public void taking(long millis) {
    slowNanos = millis * 1_000_000;
  }

  /** How many predictions it was asked for. */
  public int calls() {
    return calls.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.equals("/v2/models/double") || path.equals("/ping")) {
        send(
            exchange,
            200,
            """
            {"name":"double","platform":"test","inputs":[{"name":"x","datatype":"FP64","shape":[-1,2]}],
             "outputs":[{"name":"y","datatype":"FP64","shape":[-1]}]}\
            """);
        return;
      }
      boolean tensors = path.equals("/v2/models/double/infer");
      if (!tensors && !path.equals("/invocations")) {
        send(exchange, 404, "{\"error\":\"there is no such model\"}");
        return;
      }
      calls.incrementAndGet();
      LockSupport.parkNanos(slowNanos);
      if (status != 200) {
        send(exchange, status, "{\"error\":\"out of order\"}");
      } else {
        send(exchange, 200, tensors ? infer(JSON.readTree(body)) : score(JSON.readTree(body)));
      }
    }
  }

  private static String infer(JsonNode question) {
    JsonNode input = question.path("inputs").path(0);
    int rows = input.path("shape").path(0).asInt();
    StringBuilder data = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      data.append(row == 0 ? "" : ",").append(2 * input.path("data").path(row * 2).asDouble());
    }
    return "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP64\",\"shape\":[%d],\"data\":[%s]}]}"
        .formatted(rows, data);
  }

  private static String score(JsonNode question) {
    JsonNode rows =
        question.has("inputs")
            ? question.path("inputs")
            : question.path("dataframe_split").path("data");
    StringBuilder data = new StringBuilder();
    rows.forEach(row -> data.append(data.isEmpty() ? "" : ",").append(2 * row.path(0).asDouble()));
    return "{\"predictions\":[" + data + "]}";
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
