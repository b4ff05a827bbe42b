package dev.thermocline.features.kills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a service that may die at any moment. */
final class Http {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI base;

  Http(URI base) {
    this.base = base;
  }

  /** An answer; status 0 stands for none. */
  record Answer(int status, JsonNode body) {
    static final Answer NONE = new Answer(0, JSON.nullNode());
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  Answer post(String path, String mediaType, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", mediaType)
            .POST(BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer post(String path, String json, String... headers) {
    return post(
        path, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  byte[] bytes(String path) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofByteArray())
        .body();
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer =
          client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofByteArray());
      boolean json =
          answer.headers().firstValue("Content-Type").orElse("").contains("json")
              && answer.body().length > 0;
      return new Answer(answer.statusCode(), json ? JSON.readTree(answer.body()) : JSON.nullNode());
    } catch (IOException e) {
      return Answer.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.NONE;
    }
  }
}
