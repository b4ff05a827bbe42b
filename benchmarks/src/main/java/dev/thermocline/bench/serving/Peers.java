package dev.thermocline.bench.serving;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.HttpContender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Other servers with the same pickle, and our own Python worker asked directly. */
final class Peers {
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

  private final String model;
  private final URI worker;
  private final URI mlserver;
  private final URI mlserverMlflow;
  private final URI mlflow;

  Peers(TrainedModels trained, String model) {
    this.model = model;
    String ready = "/v2/models/" + model + "/ready";
    this.worker = ServerProcess.peer("worker", trained.home(), model, "/v2/health/ready");
    this.mlserver = ServerProcess.peer("mlserver", trained.home(), model, ready);
    this.mlserverMlflow = ServerProcess.peer("mlserver-mlflow", trained.home(), model, ready);
    this.mlflow = ServerProcess.peer("mlflow", trained.home(), model, "/ping");
  }

  List<Contender> contenders(int clients) {
    return List.of(
        openInference("python, direct", clients, worker, "model", HEADERS),
        openInference("mlserver sklearn", clients, mlserver, model, HEADERS),
        openInference("mlserver mlflow", clients, mlserverMlflow, model, HEADERS),
        new HttpContender(
            "mlflow serve", clients, Questions.rows(mlflow.resolve("/invocations"), HEADERS)));
  }

  /** Asks what the model's input is called, then makes the questions. */
  static Contender openInference(
      String who, int clients, URI server, String model, Map<String, String> headers) {
    URI page = server.resolve("/v2/models/" + model);
    JsonNode inputs = get(page, headers).path("inputs");
    String input = inputs.isEmpty() ? "x" : inputs.get(0).get("name").asString();
    return new HttpContender(
        who, clients, Questions.tensors(URI.create(page + "/infer"), headers, input));
  }

  private static JsonNode get(URI page, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(page);
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return JsonMapper.shared()
          .readTree(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new IllegalStateException(page + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
