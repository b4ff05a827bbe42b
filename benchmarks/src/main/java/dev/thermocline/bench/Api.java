package dev.thermocline.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plain calls for setting the stage; what is measured goes another way. */
public final class Api {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, String> headers;

  public Api(Target target) {
    headers = target.headers();
  }

  public JsonNode get(URI uri) {
    return send(uri, HttpRequest.newBuilder(uri).GET());
  }

  public JsonNode post(URI uri, Object body) {
    return send(
        uri,
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  public JsonNode put(URI uri, Object body) {
    return send(
        uri,
        HttpRequest.newBuilder(uri)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  /** Puts a file as it lies there. */
  public void put(URI uri, Path file) {
    try {
      var _ =
          send(
              uri,
              HttpRequest.newBuilder(uri)
                  .setHeader("Content-Type", "application/octet-stream")
                  .PUT(HttpRequest.BodyPublishers.ofFile(file)));
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is no JSON. */
  public String text(URI uri) {
    return new String(bytes(uri, HttpRequest.newBuilder(uri).GET()), StandardCharsets.UTF_8);
  }

  /** Sends a file as it lies there. */
  public JsonNode upload(URI uri, String mediaType, Path file) {
    try {
      return send(
          uri,
          HttpRequest.newBuilder(uri)
              .setHeader("Content-Type", mediaType)
              .POST(HttpRequest.BodyPublishers.ofFile(file)));
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether something is there yet. */
  public boolean exists(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    headers.forEach(request::setHeader);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      throw new IllegalStateException(uri + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private JsonNode send(URI uri, HttpRequest.Builder request) {
    byte[] body = bytes(uri, request);
    return body.length == 0 ? JSON.nullNode() : JSON.readTree(body);
  }

  private byte[] bytes(URI uri, HttpRequest.Builder request) {
    Map<String, List<String>> own = request.copy().build().headers().map();
    headers.forEach((name, value) -> {
      if (!own.containsKey(name)) {
        request.header(name, value);
      }
    });
    try {
      HttpResponse<byte[]> answer =
          http.send(
              request.timeout(Duration.ofMinutes(2)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            uri
                + " answered "
                + answer.statusCode()
                + ": "
                + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(uri + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
