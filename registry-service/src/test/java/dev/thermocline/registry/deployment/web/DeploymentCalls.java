package dev.thermocline.registry.deployment.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A model with two versions, and a feature service that says what a test wants. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
abstract class DeploymentCalls {
  static final String VITALS =
      """
      {"name":"vitals_v","version":2,"features":[
        {"view":"vitals","feature":"bp","type":"TYPE","pii":false}],
       "views":[{"name":"vitals","number":1,"entity":"patient","joinKeys":[]}],
       "requestInputs":[],"expressions":[]}
      """;

  /** What the feature service answers; nothing for "no such version". */
  static final AtomicReference<String> FEATURES = new AtomicReference<>("");

  private static final HttpServer FEATURE_SERVICE = featureService();

  final RegistryClient client;
  final JdbcTemplate jdbc;
  final String model = "m-" + UUID.randomUUID().toString().substring(0, 8);
  final String name = "d-" + UUID.randomUUID().toString().substring(0, 8);
  final String path = "/api/v1/deployments/" + name;

  DeploymentCalls(int port, JdbcTemplate jdbc) {
    this.client = new RegistryClient(port);
    this.jdbc = jdbc;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(DeploymentCalls.class).settings().forEach((k, v) -> registry.add(k, () -> v));
    registry.add(
        "thermocline.features.url",
        () -> "http://127.0.0.1:" + FEATURE_SERVICE.getAddress().getPort());
  }

  private static HttpServer featureService() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/api/v1/feature-services/",
          exchange -> {
            byte[] body = FEATURES.get().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void registerTwoVersions() {
    jdbc.update("DELETE FROM gateway_report");
    client.send("POST", "/api/v1/models", "{\"name\":\"" + model + "\"}");
    String mlmodel =
        "signature:\n  inputs: '[{\"type\": \"double\", \"name\": \"bp\"},"
            + " {\"type\": \"long\", \"name\": \"age\", \"required\": false}]'\n";
    for (int i = 0; i < 2; i++) {
      String run = client.run(jdbc, "MLmodel", mlmodel.getBytes(UTF_8));
      assertThat(
              client
                  .send(
                      "POST",
                      "/api/v1/models/" + model + "/versions",
                      "{\"source\":\"runs:/" + run + "/model\",\"runId\":\"" + run + "\"}")
                  .status())
          .isEqualTo(201);
    }
    alias("champion", "1");
  }

  Answer alias(String alias, String version) {
    return client.send(
        "PUT",
        "/api/v1/models/" + model + "/aliases/" + alias,
        "{\"version\":\"" + version + "\"}");
  }

  String arms(String version, String more) {
    return "{\"arms\":[{\"weight\":100,\"version\":{\"model\":\""
        + model
        + "\",\"version\":\""
        + version
        + "\"}}]"
        + more
        + "}";
  }

  JsonNode route() {
    for (JsonNode each : client.get("/api/v1/routing").body().path("deployments")) {
      if (each.path("name").asString().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("not in the routing table: " + name);
  }
}
