package dev.thermocline.registry.deployment.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class DeploymentsTest extends DeploymentCalls {
  DeploymentsTest(@LocalServerPort int port, @Autowired JdbcTemplate jdbc) {
    super(port, jdbc);
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
}
