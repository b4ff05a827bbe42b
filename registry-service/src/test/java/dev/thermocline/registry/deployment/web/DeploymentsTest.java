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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class DeploymentsTest {
  private static final String VITALS =
      """
      {"name":"vitals_v","version":2,"features":[
        {"view":"vitals","feature":"bp","type":"TYPE","pii":false}],
       "views":[{"name":"vitals","number":1,"entity":"patient","joinKeys":[]}],
       "requestInputs":[],"expressions":[]}
      """;

  /** What the feature service answers; nothing for "no such version". */
  private static final AtomicReference<String> FEATURES = new AtomicReference<>("");

  private static final HttpServer FEATURE_SERVICE = featureService();

  private final RegistryClient client;
  private final JdbcTemplate jdbc;
  private final String model = "m-" + UUID.randomUUID().toString().substring(0, 8);
  private final String name = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private final String path = "/api/v1/deployments/" + name;

  DeploymentsTest(@LocalServerPort int port, @Autowired JdbcTemplate jdbc) {
    this.client = new RegistryClient(port);
    this.jdbc = jdbc;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(DeploymentsTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
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

  private Answer alias(String alias, String version) {
    return client.send(
        "PUT",
        "/api/v1/models/" + model + "/aliases/" + alias,
        "{\"version\":\"" + version + "\"}");
  }

  private String arms(String version, String more) {
    return "{\"arms\":[{\"weight\":100,\"version\":{\"model\":\""
        + model
        + "\",\"version\":\""
        + version
        + "\"}}]"
        + more
        + "}";
  }

  private JsonNode route() {
    for (JsonNode each : client.get("/api/v1/routing").body().path("deployments")) {
      if (each.path("name").asString().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("not in the routing table: " + name);
  }

  @Test
  void tellsGatewaysEverythingTheyServe() {
    client.send("PUT", path, arms("@champion", ",\"default\":true,\"stickyKey\":\"patient\""));

    JsonNode version = client.get("/api/v1/models/" + model + "/versions/1").body();
    JsonNode route = route();
    String carried =
        "{\"model\":\""
            + model
            + "\",\"version\":\"1\",\"label\":null,\"manifestDigest\":"
            + version.path("manifestDigest")
            + ",\"prefix\":"
            + version.path("prefix")
            + "}";
    assertThat(route.toString())
        .isEqualTo(
            "{\"project\":\"default\",\"name\":\""
                + name
                + "\",\"default\":true,\"revision\":1,\"routingRevision\":"
                + route.path("routingRevision")
                + ",\"stickyKey\":\"patient\",\"featureService\":null,\"runtime\":\"auto\","
                + "\"remoteUrl\":null,\"arms\":[{\"weight\":100,\"alias\":\"champion\",\"version\":"
                + carried
                + "}],\"shadow\":null,\"cache\":{\"enabled\":true,\"ttl\":\"PT5M\","
                + "\"rowsIndependent\":false,\"deterministic\":true,\"allowStaleFor\":null},"
                + "\"missing\":{\"policy\":\"reject\",\"defaults\":{}},\"fallback\":"
                + "{\"lastRowsFor\":null},\"log\":{\"sample\":1.0,\"required\":false,"
                + "\"plainPii\":false}}");
  }

  @Test
  void followsAnAliasWithAHigherRoutingRevision() {
    client.send("PUT", path, arms("@champion", ""));
    Answer before = client.get("/api/v1/routing");
    String etag = before.raw().headers().firstValue("etag").orElseThrow();
    assertThat(client.get("/api/v1/routing", "If-None-Match", etag).status()).isEqualTo(304);

    alias("champion", "2");

    Answer after = client.get("/api/v1/routing", "If-None-Match", etag);
    assertThat(after.status()).isEqualTo(200);
    assertThat(after.body().path("routingRevision").asLong())
        .isGreaterThan(before.body().path("routingRevision").asLong());
    assertThat(route().at("/arms/0/version/version").asString()).isEqualTo("2");
    assertThat(route().path("revision").asInt()).isEqualTo(1);
    JsonNode resolutions = client.get(path + "/resolutions").body().path("resolutions");
    assertThat(resolutions).hasSize(2);
    assertThat(resolutions.get(0).path("cause").asString()).isEqualTo("alias-moved");
  }

  @Test
  void keepsEverySpecAndGoesBack() {
    client.send("PUT", path, arms("1", ""));
    client.send("PUT", path, arms("2", ",\"reason\":\"better\""));
    client.send("PUT", path, arms("2", ""));

    Answer back = client.send("POST", path + "/rollback", "{\"reason\":\"worse\"}");

    assertThat(back.body().at("/arms/0/version/version").asString()).isEqualTo("1");
    JsonNode revisions = client.get(path + "/revisions").body().path("revisions");
    assertThat(revisions).hasSize(3);
    assertThat(revisions.get(0).path("undoes").asInt()).isEqualTo(2);
    assertThat(revisions.get(1).path("reason").asString()).isEqualTo("better");
    assertThat(revisions.get(0).at("/spec/arms/0/version/model").asString()).isEqualTo(model);
    assertThat(client.send("POST", path + "/rollback", null).status()).isEqualTo(400);
  }

  @Test
  void hasOneDefault() {
    client.send("PUT", path, arms("1", ",\"default\":true"));
    client.send("PUT", path + "-b", arms("1", ",\"default\":true"));

    assertThat(client.get(path).body().path("default").asBoolean()).isFalse();
    assertThat(client.get(path + "-b").body().path("default").asBoolean()).isTrue();
  }

  @Test
  void waitsUntilEveryLiveGatewayServesTheChange() {
    client.send("PUT", path, arms("1", ""));
    report("g1", 0, "");
    report("g2", 0, "");
    CompletableFuture<Answer> change =
        CompletableFuture.supplyAsync(
            () -> client.send("PUT", path + "?wait=served", arms("2", "")));
    long revision = awaitRevision(2);
    report("g1", revision, "");
    assertThat(change).isNotDone();
    report("g2", revision, "");

    JsonNode served = change.join().body().path("served");

    assertThat(served.path("complete").asBoolean()).isTrue();
    assertThat(served.path("serving")).hasSize(2);
  }

  private long awaitRevision(int revision) {
    JsonNode now = client.get(path).body();
    long until = System.nanoTime() + 20_000_000_000L;
    while (now.path("revision").asInt() < revision && System.nanoTime() < until) {
      Thread.onSpinWait();
      now = client.get(path).body();
    }
    return now.path("routingRevision").asLong();
  }

  private void report(String gateway, long revision, String failures) {
    assertThat(
            client
                .send(
                    "POST",
                    "/api/v1/routing/gateways/" + gateway,
                    "{\"routingRevision\":" + revision + ",\"failures\":[" + failures + "]}")
                .status())
        .isEqualTo(204);
  }

  @Test
  void namesGatewaysThatDoNotServeYetOrCannot() {
    report("slow", 0, "");
    report("sick", 1L << 40, "{\"deployment\":\"" + name + "\",\"reason\":\"no memory\"}");

    JsonNode served =
        client
            .send("PUT", path + "?wait=served&waitSeconds=1", arms("1", ""))
            .body()
            .path("served");

    assertThat(served.path("complete").asBoolean()).isFalse();
    assertThat(served.path("waiting").toString()).isEqualTo("[\"slow\"]");
    assertThat(served.at("/failures/sick").asString()).isEqualTo("no memory");
  }

  @Test
  void refusesWhatCannotBeServedWithEveryReason() {
    client.send(
        "POST", "/api/v1/models/" + model + "/versions", "{\"source\":\"s3://elsewhere/m\"}");
    String arm = "{\"weight\":%d,\"version\":{\"model\":\"" + model + "\",\"version\":\"%s\"}}";

    Answer weights =
        client.send(
            "PUT",
            path,
            "{\"arms\":[" + arm.formatted(70, "1") + "," + arm.formatted(40, "2") + "]}");
    Answer versions =
        client.send(
            "PUT",
            path,
            "{\"arms\":[" + arm.formatted(50, "3") + "," + arm.formatted(50, "@nobody") + "]}");

    assertThat(weights.status()).isEqualTo(400);
    assertThat(weights.body().path("detail").asString()).contains("110");
    assertThat(versions.status()).isEqualTo(400);
    assertThat(versions.body().path("detail").asString())
        .contains("outside our storage")
        .contains("no alias 'nobody'");
    assertThat(client.get(path).status()).isEqualTo(404);
  }

  @Test
  void keepsWhatIsServedInPlace() {
    client.send("PUT", path, arms("@champion", ""));
    String models = "/api/v1/models/" + model;

    assertThat(client.send("DELETE", models + "/versions/1", null).status()).isEqualTo(400);
    assertThat(client.send("DELETE", models + "/aliases/champion", null).status()).isEqualTo(400);
    assertThat(client.send("DELETE", models, null).status()).isEqualTo(400);
    assertThat(client.send("DELETE", models + "/versions/2", null).status()).isEqualTo(204);
    client.send("DELETE", path, null);
    assertThat(client.send("DELETE", models, null).status()).isEqualTo(204);
  }

  @Test
  void refusesAVersionThatItsFeatureServiceDoesNotFit() {
    String bound = ",\"featureService\":{\"name\":\"vitals_v\",\"version\":2}";
    FEATURES.set("");
    assertThat(client.send("PUT", path, arms("1", bound)).body().path("detail").asString())
        .contains("no feature service 'vitals_v'");
    FEATURES.set(VITALS.replace("TYPE", "string"));
    assertThat(client.send("PUT", path, arms("1", bound)).body().path("detail").asString())
        .contains("'bp' is double")
        .contains("string in the feature service");

    Answer silent = client.send("PUT", path, arms("1", bound + ",\"force\":true"));
    Answer forced =
        client.send("PUT", path, arms("1", bound + ",\"force\":true,\"reason\":\"demo\""));

    assertThat(silent.status()).isEqualTo(400);
    assertThat(forced.status()).isEqualTo(200);
    JsonNode gate = client.get(path + "/revisions").body().at("/revisions/0/gate");
    assertThat(gate.path("forced").asBoolean()).isTrue();
    assertThat(gate.path("reasons")).hasSize(1);
  }

  @Test
  void holdsTheGateAlsoWhenAnAliasMoves() {
    FEATURES.set(VITALS.replace("TYPE", "float64"));
    String bound = ",\"featureService\":{\"name\":\"vitals_v\",\"version\":2}";
    assertThat(client.send("PUT", path, arms("@champion", bound)).status()).isEqualTo(200);
    FEATURES.set(VITALS.replace("\"bp\"", "\"other\"").replace("TYPE", "float64"));

    Answer moved = alias("champion", "2");

    assertThat(moved.status()).isEqualTo(400);
    assertThat(moved.body().path("detail").asString()).contains("needs the column 'bp'");
    assertThat(route().at("/arms/0/version/version").asString()).isEqualTo("1");
    assertThat(alias("champion", "1").status()).isEqualTo(200);
  }
}
