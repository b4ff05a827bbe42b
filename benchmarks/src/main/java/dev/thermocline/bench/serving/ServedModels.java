package dev.thermocline.bench.serving;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Model folders as registered versions and deployments; what is there already is used again. */
final class ServedModels {
  private static final String MLFLOW = "/api/2.0/mlflow/";
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Target target;
  private final Api api;
  private final TrainedModels trained;

  ServedModels(Target target, TrainedModels trained) {
    this.target = target;
    this.api = new Api(target);
    this.trained = trained;
  }

  /** The path that predictions of this deployment are asked at, once it answers. */
  URI deploy(String name, String model, String form, Map<String, Object> policies) {
    String registered = "bench-" + model + "-" + form + "-" + trained.key();
    if (!api.exists(registry("/api/v1/models/" + registered + "/versions/1"))) {
      register(registered, trained.folder(model, form));
    }
    Map<String, Object> spec = new HashMap<>(policies);
    spec.put("name", name);
    spec.put(
        "arms",
        List.of(Map.of("weight", 100, "version", Map.of("model", registered, "version", "1"))));
    URI deployments = registry("/api/v1/deployments");
    if (api.exists(registry("/api/v1/deployments/" + name))) {
      api.put(URI.create(deployments + "/" + name), spec);
    } else {
      api.post(deployments, spec);
    }
    awaitServed(name);
    return target.gateway().resolve("/api/v1/predict/" + name);
  }

  private void awaitServed(String name) {
    URI served = registry("/api/v1/deployments/" + name + "/served?wait=served&waitSeconds=30");
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode now = api.get(served);
    while (!now.get("complete").asBoolean()) {
      if (System.nanoTime() > end || !now.get("failures").isEmpty()) {
        throw new IllegalStateException(name + " is not served: " + now);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      now = api.get(served);
    }
  }

  private void register(String registered, Path folder) {
    String experiment =
        api.post(mlflow("experiments/create"), Map.of("name", registered + "-" + System.nanoTime()))
            .get("experiment_id")
            .asString();
    JsonNode info =
        api.post(mlflow("runs/create"), Map.of("experiment_id", experiment)).at("/run/info");
    String artifacts = info.get("artifact_uri").asString().replaceFirst("^mlflow-artifacts:/+", "");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = artifacts + "/model/" + folder.relativize(file).toString().replace('\\', '/');
        api.put(registry("/api/2.0/mlflow-artifacts/artifacts/" + path), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String run = info.get("run_id").asString();
    api.post(mlflow("registered-models/create"), Map.of("name", registered));
    api.post(
        mlflow("model-versions/create"),
        Map.of("name", registered, "source", "runs:/" + run + "/model", "run_id", run));
    URI version = mlflow("model-versions/get?version=1&name=" + registered);
    while (!api.get(version).at("/model_version/status").asString().equals("READY")) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private URI registry(String path) {
    return URI.create(target.registry() + path);
  }

  private URI mlflow(String path) {
    return registry(MLFLOW + path);
  }
}
