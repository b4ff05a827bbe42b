package dev.thermocline.features;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running service as its callers do. */
public final class Api {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  public Api(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /** An answer. */
  public record Answer(int status, JsonNode body) {}

  public Answer post(String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** The values of a feature that are online for a patient, as JSON. */
  public String online(String feature, int patient) {
    Answer answer =
        post(
            "/api/v1/online/read",
            "{\"features\": [\"%s\"], \"entities\": {\"patient_id\": [%d]}}"
                .formatted(feature, patient));
    if (answer.status() != 200) {
      throw new AssertionError(answer);
    }
    return answer.body().at("/features/0/values").toString();
  }

  public Answer get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Sends a file. */
  public Answer upload(String path, String mediaType, byte[] body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", mediaType)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  /** The bytes of an answer in a form of the caller's choice. */
  public byte[] postFor(String accept, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .header("Accept", accept)
            .POST(BodyPublishers.ofString(json))
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray()).body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public Answer put(String path, String mediaType, byte[] body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", mediaType)
            .PUT(BodyPublishers.ofByteArray(body)));
  }

  public Answer delete(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).DELETE());
  }

  /** The status of an answer that may be no JSON. */
  public int status(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An answer that is no JSON. */
  public byte[] download(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    try {
      return http.send(
              (headers.length == 0 ? request : request.headers(headers)).build(),
              BodyHandlers.ofByteArray())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
