package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchModelsTest {
  private final Servers servers = Servers.of(FetchModelsTest.class);
  private final FrozenModels models = RunningGateway.models(servers);

  private int fetch(RegistryOverTheWire registry, Path data) {
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put("thermocline.auth.mode", "open");
    settings.put("thermocline.registry.url", registry.url().toString());
    settings.put("thermocline.data-folder", data.toString());
    List<String> arguments = new ArrayList<>(List.of("--fetch-models"));
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return FetchModels.run(arguments.toArray(String[]::new));
  }

  @Test
  void bringsWhatAGatewayNeedsToServeWhileRegistryAndStoreAreAway(@TempDir Path data) {
    try (RegistryOverTheWire registry = new RegistryOverTheWire()) {
      long revision = registry.deploy("sum", models.freezeLinear("fetched", 1, 1, 10, 100));

      assertThat(fetch(registry, data)).isZero();

      registry.down(true);
      Map<String, String> away = Map.of("thermocline.s3.endpoint", "http://127.0.0.1:9");
      try (RunningGateway gateway =
          RunningGateway.start(servers, registry.url(), data, away).serving(revision)) {
        HttpResponse<String> answer = gateway.post("/predict", "{\"inputs\":[[1,2]]}");
        assertThat(json(answer).get("predictions").toString()).isEqualTo("[[211.0]]");
      }
    }
  }

  @Test
  void goesOnBesideAVersionThatIsDamaged(@TempDir Path data) {
    try (RegistryOverTheWire registry = new RegistryOverTheWire()) {
      ModelVersion damaged = models.freezeLinear("damaged", 1, 1, 11.5f);
      models.put(damaged.prefix() + "files/model.onnx", "other".getBytes(StandardCharsets.UTF_8));
      registry.deploy("damaged", damaged);
      long revision = registry.deploy("whole", models.freezeLinear("whole", 1, 1, 10));

      assertThat(fetch(registry, data)).isZero();

      try (RunningGateway gateway =
          RunningGateway.start(servers, registry.url(), data).serving(revision)) {
        assertThat(gateway.post("/api/v1/predict/whole", "{\"inputs\":[[1]]}").statusCode())
            .isEqualTo(200);
        HttpResponse<String> refused =
            gateway.post("/api/v1/predict/damaged", "{\"inputs\":[[1]]}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("model.onnx");
      }
    }
  }
}
