package dev.thermocline.registry.artifact.web;

import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A registry whose artifacts are reached over MLflow's routes, and one new folder of a run. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"thermocline.auth.mode=open", "thermocline.http.max-json-body=1KB"})
abstract class ArtifactCalls {
  static final Servers SERVERS = Servers.of(ArtifactCalls.class);
  static final String ROOT = "/api/2.0/mlflow-artifacts/";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final int port;
  final JsonMapper json;
  final String folder = "1/" + UUID.randomUUID() + "/artifacts";

  ArtifactCalls(int port, JsonMapper json) {
    this.port = port;
    this.json = json;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  HttpResponse<byte[]> put(String path, byte[] body, @Nullable String type) throws Exception {
    HttpRequest.Builder request = request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    return send((type == null ? request : request.header("Content-Type", type)).build());
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  HttpResponse<byte[]> delete(String path) throws Exception {
    return send(request(path).DELETE().build());
  }

  boolean failsToRead(String path) throws InterruptedException {
    try {
      return get(path).statusCode() >= 500;
    } catch (IOException cut) {
      return true;
    }
  }

  JsonNode list(String path) throws Exception {
    JsonNode answer = json.readTree(get("artifacts?path=" + path).body());
    return answer.has("files") ? answer.get("files") : json.createArrayNode();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + ROOT + path));
  }

  static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }
}
