package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run with a model of three files, and versions made of it. */
final class Frozen {
  private static final String API = "/api/2.0/mlflow/";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int[] SIZES = {600, 4_000, 500_000};

  private final Target target;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String model;
  private final String run;

  Frozen(Target target, String stem) {
    this.target = target;
    this.model = stem + "frozen";
    Api api = new Api(target);
    api.post(at("registered-models/create"), Map.of("name", model));
    String experiment =
        api.post(at("experiments/create"), Map.of("name", stem + "runs"))
            .get("experiment_id")
            .asString();
    JsonNode info =
        api.post(at("runs/create"), Map.of("experiment_id", experiment)).get("run").get("info");
    this.run = info.get("run_id").asString();
    String folder = info.get("artifact_uri").asString().replaceFirst("^mlflow-artifacts:/+", "");
    for (int i = 0; i < SIZES.length; i++) {
      upload(folder + "/model/" + i + ".bin", new byte[SIZES[i]]);
    }
  }

  private URI at(String path) {
    return URI.create(target.registry() + API + path);
  }

  private void upload(String path, byte[] bytes) {
    URI to = URI.create(target.registry() + "/api/2.0/mlflow-artifacts/artifacts/" + path);
    int status =
        send(java.net.http.HttpRequest.newBuilder(to)
                .header("Authorization", "Bearer " + target.token())
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build())
            .statusCode();
    if (status != 200) {
      throw new IllegalStateException(to + " answered " + status);
    }
  }

  HttpRequest create(long n) {
    return HttpRequest.post(at("model-versions/create"), target.headers(), body());
  }

  private byte[] body() {
    return JSON.writeValueAsBytes(
        Map.of("name", model, "source", "runs:/" + run + "/model", "run_id", run));
  }

  /** Makes a version and asks for it until it is READY. */
  void createAndAwait() {
    java.net.http.HttpRequest.Builder create =
        java.net.http.HttpRequest.newBuilder(at("model-versions/create"))
            .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body()));
    target.headers().forEach(create::header);
    JsonNode version = JSON.readTree(send(create.build()).body()).path("model_version");
    URI get =
        at("model-versions/get?name=" + model + "&version=" + version.path("version").asString());
    while (!version.path("status").asString().equals("READY")) {
      if (!version.path("status").asString().equals("PENDING_REGISTRATION")) {
        throw new IllegalStateException("a version became " + version);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      java.net.http.HttpRequest.Builder ask = java.net.http.HttpRequest.newBuilder(get);
      target.headers().forEach(ask::header);
      version = JSON.readTree(send(ask.build()).body()).path("model_version");
    }
  }

  private HttpResponse<byte[]> send(java.net.http.HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(request.uri() + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
