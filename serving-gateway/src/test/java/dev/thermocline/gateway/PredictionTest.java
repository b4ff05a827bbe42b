package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static dev.thermocline.gateway.world.RegistryOverTheWire.arm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictionTest {
  private final Servers servers = Servers.of(PredictionTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private RunningGateway gateway;

  @BeforeAll
  void start(@TempDir Path data) {
    gateway = RunningGateway.start(servers, registry.url(), data);
  }

  @AfterAll
  void stop() {
    gateway.close();
    registry.close();
  }

  private ModelVersion deployed(String name, float bias, float... weights) {
    ModelVersion version = models.freezeLinear(name, 1, bias, weights);
    gateway.serving(registry.deploy(name, version));
    return version;
  }

  @Test
  void answersRowsRecordsAndColumnsAlike() {
    deployed("forms", 1, 10, 100);

    for (String inputs :
        new String[] {
          "[[1, 2], [3, 4]]",
          "[{\"x0\": 1, \"x1\": 2}, {\"x1\": 4, \"x0\": 3, \"unknown\": true}]",
          "{\"x0\": [1, 3], \"x1\": [2, 4]}"
        }) {
      HttpResponse<String> answer =
          gateway.post("/predict", "{\"deployment\":\"forms\",\"inputs\":" + inputs + "}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(json(answer).get("predictions").toString()).isEqualTo("[[211.0],[431.0]]");
      assertThat(json(answer).get("version").stringValue()).isEqualTo("1");
      assertThat(json(answer).get("id").stringValue()).hasSize(32);
    }
  }

  @Test
  void answersUnderTheNativeRootToo() {
    deployed("rooted", 0, 2);

    HttpResponse<String> answer = gateway.post("/api/v1/predict/rooted", "{\"inputs\":[[21]]}");

    assertThat(json(answer).get("predictions").toString()).isEqualTo("[[42.0]]");
  }

  @Test
  void namesMissingColumns() {
    deployed("columns", 0, 1, 1);

    HttpResponse<String> answer =
        gateway.post("/api/v1/predict/columns", "{\"inputs\":[{\"x0\":1,\"y\":2}]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("detail").stringValue()).contains("['x1']").contains("['y']");
  }

  @Test
  void namesTheDeploymentsThereAre() {
    deployed("known", 0, 1);

    HttpResponse<String> answer = gateway.post("/api/v1/predict/unknown", "{\"inputs\":[[1]]}");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).get("detail").stringValue()).contains("unknown").contains("known");
  }

  @Test
  void servesAnExplicitVersionPastTheWeights() {
    deployed("pinned", 0, 1);
    ModelVersion second = models.freezeLinear("pinned", 2, 5, 1);
    registry.know(second);
    registry.alias("pinned", "next", second);

    for (String version : new String[] {"\"2\"", "2", "\"@next\""}) {
      HttpResponse<String> answer =
          gateway.post(
              "/predict",
              "{\"deployment\":\"pinned\",\"version\":" + version + ",\"inputs\":[[1]]}");
      assertThat(json(answer).get("predictions").toString()).isEqualTo("[[6.0]]");
      assertThat(json(answer).get("version").stringValue()).isEqualTo("2");
    }
    HttpResponse<String> none =
        gateway.post("/predict", "{\"deployment\":\"pinned\",\"version\":3,\"inputs\":[[1]]}");
    assertThat(none.statusCode()).isEqualTo(404);
  }

  @Test
  void keepsServingTheOldVersionWhenTheNewOneDoesNotLoad() {
    deployed("stays", 0, 1);
    ModelVersion broken =
        models.freeze(
            "stays", 2, Map.of("model.onnx", "not a model".getBytes(StandardCharsets.UTF_8)));
    gateway.serving(registry.deploy("stays", broken));

    HttpResponse<String> answer = gateway.post("/api/v1/predict/stays", "{\"inputs\":[[1]]}");

    assertThat(json(answer).get("version").stringValue()).isEqualTo("1");
    Eventually.holds(
        () -> registry.reports().getLast().contains("stays version 2 cannot be served"));
  }

  @Test
  void refusesFilesThatAreNotWhatTheirManifestSays() {
    ModelVersion version = models.freezeLinear("tampered", 1, 0, 1.25f);
    models.put(version.prefix() + "files/model.onnx", TinyOnnx.linear(7, 7));
    gateway.serving(registry.deploy("tampered", version));

    HttpResponse<String> answer = gateway.post("/api/v1/predict/tampered", "{\"inputs\":[[1]]}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).get("detail").stringValue()).contains("model.onnx");
  }

  @Test
  void keepsACallerOnItsArm() {
    ModelVersion first = models.freezeLinear("arms", 1, 1, 0);
    ModelVersion second = models.freezeLinear("arms", 2, 2, 0);
    gateway.serving(
        registry.deploy("arms", arm(50, null, first) + "," + arm(50, null, second), ""));

    for (int caller = 0; caller < 20; caller++) {
      String key = "caller-" + caller;
      String version = armOf(key);
      assertThat(armOf(key)).isEqualTo(version);
      assertThat(armOf(key)).isEqualTo(version);
    }
  }

  private String armOf(String key) {
    return json(gateway.post("/api/v1/predict/arms", "{\"inputs\":[[1]]}", "X-Sticky-Key", key))
        .get("version")
        .stringValue();
  }
}
