package dev.thermocline.registry.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running registry as any caller does. */
public final class RegistryClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public RegistryClient(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /** An answer, with its body read as JSON where it is some. */
  public record Answer(int status, JsonNode body, HttpResponse<byte[]> raw) {}

  public Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public Answer send(String method, String path, @Nullable String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return answer(request.build());
  }

  public Answer upload(String path, byte[] bytes) {
    return answer(
        HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow-artifacts/artifacts/" + path))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build());
  }

  public Answer put(String path, byte[] bytes) {
    return answer(
        HttpRequest.newBuilder(URI.create(base + path))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build());
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<byte[]> raw = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      boolean json = raw.headers().firstValue("content-type").orElse("").contains("json");
      JsonNode body =
          json && raw.body().length > 0 ? JSON.readTree(raw.body()) : JSON.missingNode();
      return new Answer(raw.statusCode(), body, raw);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A run with the given files below its artifact folder {@code model}; its id. */
  public String run(JdbcTemplate jdbc, Object... pathsAndBytes) {
    UUID id = UUID.randomUUID();
    String run = id.toString().replace("-", "");
    String uri = "mlflow-artifacts:/901/" + run + "/artifacts";
    jdbc.update(
        """
        INSERT INTO experiment (project, experiment_id, name, artifact_location, created_at,
          updated_at) VALUES ('default', 901, 'tests', 'mlflow-artifacts:/901', 0, 0)
        ON CONFLICT DO NOTHING
        """);
    jdbc.update(
        """
        INSERT INTO run (project, run_id, experiment_id, name, user_id, status, started_at,
          artifact_uri) VALUES ('default', ?, 901, 'r', 'u', 'FINISHED', 0, ?)
        """,
        id,
        uri);
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < pathsAndBytes.length; i += 2) {
      Answer put =
          upload(
              "901/" + run + "/artifacts/model/" + pathsAndBytes[i], (byte[]) pathsAndBytes[i + 1]);
      if (put.status() != 200) {
        failed.add(pathsAndBytes[i] + ": " + put.status());
      }
    }
    if (!failed.isEmpty()) {
      throw new AssertionError(failed.toString());
    }
    return run;
  }
}
