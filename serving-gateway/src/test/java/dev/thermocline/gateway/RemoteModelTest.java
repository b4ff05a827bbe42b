package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.ModelServer;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteModelTest {
  private final Servers servers = Servers.of(RemoteModelTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final ModelServer server = new ModelServer();
  private RunningGateway gateway;

  @BeforeAll
  void start(@TempDir Path data) {
    gateway =
        RunningGateway.start(
            servers, registry.url(), data, Map.of("thermocline.gateway.remote-timeout", "2s"));
    deployed("tensors", server.url("/v2/models/double"), "");
    deployed("scores", server.url("/invocations"), "");
    deployed("found", server.url(""), "");
  }

  @AfterAll
  void stop() {
    gateway.close();
    server.close();
    registry.close();
  }

  @AfterEach
  void well() {
    server.answering(200);
    server.taking(0);
  }

  private void deployed(String name, URI url, String more) {
    ModelVersion version = new ModelVersion("double", "1", null, "0".repeat(64), "none/");
    gateway.serving(
        registry.deploy(
            name,
            RegistryOverTheWire.arm(1, null, version),
            ",\"runtime\":\"remote\",\"remoteUrl\":\"" + url + "\"" + more));
  }

  private HttpResponse<String> ask(String name, String... headers) {
    return gateway.post("/api/v1/predict/" + name, "{\"inputs\":[[1.5,0],[2.5,0]]}", headers);
  }

  @Test
  void answersThroughWhateverTheServerSpeaks() {
    for (String name : new String[] {"tensors", "scores", "found"}) {
      HttpResponse<String> answer = ask(name);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(json(answer).get("predictions").toString()).isEqualTo("[3.0,5.0]");
      assertThat(answer.headers().firstValue("X-Cache")).contains("bypass");
    }
  }

  @Test
  void tellsTheCallerWhatTheServerSaysOfItsInputs() {
    server.answering(400);

    HttpResponse<String> answer = ask("scores");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("out of order");
  }

  @Test
  void asksOnceAndGivesUpAtTheCallersDeadline() {
    server.taking(1_000);
    int before = server.calls();

    HttpResponse<String> answer = ask("scores", "X-Request-Timeout", "100ms");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(server.calls() - before).isEqualTo(1);
  }

  @Test
  void leavesAServerAloneThatFailsAndComesBackToIt() {
    deployed("broken", server.url("/v2/models/double"), "");
    server.answering(500);
    for (int i = 0; i < 5; i++) {
      assertThat(ask("broken").statusCode()).isEqualTo(503);
    }
    int before = server.calls();

    HttpResponse<String> answer = ask("broken");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("failed too often");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(server.calls()).isEqualTo(before);
    server.answering(200);
    Eventually.holds(() -> ask("broken").statusCode() == 200);
  }

  @Test
  void givesASupersededAnswerWhereThatIsAllowedAndSaysSo() {
    deployed(
        "allowed",
        server.url("/v2/models/double"),
        ",\"cache\":{\"enabled\":true,\"ttl\":\"PT5M\",\"allowStaleFor\":\"PT10M\"}");
    assertThat(ask("allowed").headers().firstValue("X-Cache")).contains("miss");
    server.answering(500);

    Eventually.holds(() -> ask("allowed").statusCode() == 200);
    HttpResponse<String> answer = ask("allowed");

    assertThat(answer.headers().firstValue("X-Cache")).contains("stale");
    assertThat(answer.headers().firstValue("X-Rung")).contains("superseded-answer");
    assertThat(json(answer).get("predictions").toString()).isEqualTo("[3.0,5.0]");
  }

  @Test
  void saysWhyARemoteModelIsNotServed() {
    deployed("absent", server.url("/v2/models/nothing"), "");

    HttpResponse<String> answer = ask("absent");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("404");
  }
}
