package dev.thermocline.gateway.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.RowWrite;
import dev.thermocline.hot.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A feature service's part of the wire, and its rows in the real Redis: one view {@code vitals} of
 * patients with {@code bp} and {@code pulse}.
 */
public final class FeatureWorld implements AutoCloseable {
  public static final String SERVICE = ",\"featureService\":{\"name\":\"vitals_v\",\"version\":1}";

  private static final RowSchema SCHEMA =
      new RowSchema(
          1,
          List.of(
              new RowSchema.Field("bp", ValueType.of(ValueType.Scalar.FLOAT64)),
              new RowSchema.Field("pulse", ValueType.of(ValueType.Scalar.INT64))));

  private final HttpServer server;
  private final HotConnection connection;
  private final HotWriter writer;
  private final Map<String, String> services = new ConcurrentHashMap<>();
  private final AtomicLong offset = new AtomicLong();

  public FeatureWorld(URI redis) {
    connection = new HotConnection(redis.toString(), Duration.ofSeconds(5));
    writer = new HotWriter(connection);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    define("null", "", "");
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Defines version 1 of the service anew. */
  public void define(String ttlMicros, String requestInputs, String expressions) {
    define(1, ttlMicros, requestInputs, expressions);
  }

  /** Defines any version of the service. */
  public void define(int version, String ttlMicros, String requestInputs, String expressions) {
    services.put(
        "/api/v1/feature-services/vitals_v/versions/" + version + "/online",
        """
        {"name":"vitals_v","version":%d,"features":[
          {"view":"vitals","feature":"bp","type":"float64","pii":false},
          {"view":"vitals","feature":"pulse","type":"int64","pii":true}],
         "views":[{"name":"vitals","number":12,"entity":"patient",
           "joinKeys":[{"name":"patient_id","type":"int64"}],"ttlMicros":%s,"retentionSeconds":86400,
           "schemas":[{"number":1,"fields":[{"name":"bp","type":"float64"},{"name":"pulse","type":"int64"}]}]}],
         "requestInputs":[%s],"expressions":[%s]}\
        """
            .formatted(version, ttlMicros, requestInputs, expressions));
  }

  /** Writes a row as of now, acknowledged by Redis when this returns. */
  public void write(long patient, double bp, long pulse) {
    write(patient, bp, pulse, Instant.now());
  }

  public void write(long patient, double bp, long pulse, Instant event) {
    byte[] packed =
        new RowBuilder(SCHEMA)
            .setFloat64(0, bp)
            .setInt64(1, pulse)
            .build(
                RowTimes.of(event, null, Instant.now()),
                new Provenance.Stream(0, offset.getAndIncrement()));
    byte[] key = EntityKey.of("default", "patient").key(Long.toString(patient));
    long written =
        writer.write(
            List.of(
                new HotWriter.EntityWrite(
                    key, Duration.ofDays(1), List.of(RowWrite.newer(12, packed)))));
    if (written != 1) {
      throw new AssertionError("an older row than the one that stands there");
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = services.get(exchange.getRequestURI().getPath());
      byte[] body = (text == null ? "{}" : text).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    connection.close();
  }
}
