package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks MLflow's protocol to a server on this machine. Safe for many threads. */
final class Wire {
  static final String ROOT = "/api/2.0/mlflow/";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  Wire(int port) {
    this.port = port;
  }

  record Answer(int status, String text) {
    JsonNode json() {
      return JSON.readTree(text);
    }

    String error() {
      return json().path("error_code").asString();
    }
  }

  /** An answer that must be good. */
  JsonNode ok(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  Answer post(String route, Object message) {
    return send("POST", ROOT + route, JSON.writeValueAsString(message), "application/json");
  }

  Answer get(String route, Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send("GET", ROOT + route + (text.isEmpty() ? "" : "?" + text), "", "");
  }

  Answer send(String method, String path, String body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String newExperiment() {
    return ok(post("experiments/create", Map.of("name", "e-" + UUID.randomUUID())))
        .get("experiment_id")
        .stringValue();
  }

  String newRun(String experiment) {
    return ok(post("runs/create", Map.of("experiment_id", experiment, "start_time", 1)))
        .at("/run/info/run_id")
        .stringValue();
  }
}
