package dev.thermocline.gateway.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.thermocline.gateway.runtime.ModelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Speaks the registry's part of the wire on a port of this machine. */
public final class RegistryOverTheWire implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> deployments = new LinkedHashMap<>();
  private final Map<String, ModelVersion> versions = new ConcurrentHashMap<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private long revision;
  private volatile boolean down;

  public RegistryOverTheWire() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on it answers nothing but 503. */
  public void down(boolean isDown) {
    down = isDown;
  }

  public void know(ModelVersion version) {
    versions.put(version.model() + "/" + version.version(), version);
  }

  public void alias(String model, String alias, ModelVersion version) {
    versions.put(model + "/@" + alias, version);
  }

  /** Deploys with all the weight on one version. */
  public long deploy(String name, ModelVersion version) {
    return deploy(name, arm(100, null, version), "");
  }

  /**
   * Deploys.
   *
   * @param more further fields as JSON, with a comma first
   */
  public synchronized long deploy(String name, String arms, String more) {
    revision++;
    deployments.put(
        name,
        """
        {"project":"default","name":"%s","revision":%d,"routingRevision":%d,"arms":[%s]%s}\
        """
            .formatted(name, revision, revision, arms, more));
    return revision;
  }

  public synchronized long remove(String name) {
    revision++;
    deployments.remove(name);
    return revision;
  }

  public static String arm(int weight, @Nullable String alias, ModelVersion version) {
    return "{\"weight\":%d,\"alias\":%s,\"version\":%s}"
        .formatted(weight, alias == null ? "null" : '"' + alias + '"', json(version));
  }

  public static String json(ModelVersion version) {
    return "{\"model\":\"%s\",\"version\":\"%s\",\"label\":%s,\"manifestDigest\":\"%s\",\"prefix\":\"%s\"}"
        .formatted(
            version.model(),
            version.version(),
            version.label() == null ? "null" : '"' + version.label() + '"',
            version.manifestDigest(),
            version.prefix());
  }

  /** What gateways have told, as it came. */
  public List<String> reports() {
    return reports;
  }

  private synchronized String table() {
    return deployments.values().stream()
        .collect(
            Collectors.joining(
                ",", "{\"routingRevision\":" + revision + ",\"deployments\":[", "]}"));
  }

  private synchronized String tag() {
    return "\"" + revision + "\"";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (down) {
        send(exchange, 503, "{}");
      } else if (path.equals("/api/v1/routing")) {
        routing(exchange);
      } else if (path.startsWith("/api/v1/routing/gateways/")) {
        reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        send(exchange, 200, "{}");
      } else if (path.startsWith("/api/v1/models/")) {
        String[] words = path.split("/", -1);
        ModelVersion version = versions.get(words[4] + "/" + words[6]);
        send(exchange, version == null ? 404 : 200, version == null ? "{}" : json(version));
      } else {
        send(exchange, 404, "{}");
      }
    }
  }

  private void routing(HttpExchange exchange) throws IOException {
    String tag = tag();
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.getResponseHeaders().set("ETag", tag);
    send(exchange, 200, table());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
