package dev.thermocline.gateway.route.http;

import dev.thermocline.gateway.route.Registry;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.setting.ServiceToken;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The registry over HTTP. */
@Component
final class HttpRegistry implements Registry, AutoCloseable {
  private static final Duration PATIENCE = Bounds.SERVICE;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI url;
  private final ServiceToken token;

  HttpRegistry(RegistrySettings settings, ServiceToken token) {
    String text = settings.url().toString();
    this.url = URI.create(text.endsWith("/") ? text : text + "/");
    this.token = token;
  }

  @Override
  public Optional<Tagged> routing(@Nullable String knownTag) throws IOException {
    HttpRequest.Builder request = request("api/v1/routing").GET();
    if (knownTag != null) {
      request.header("If-None-Match", knownTag);
    }
    HttpResponse<String> response = send(request);
    if (response.statusCode() == 304) {
      return Optional.empty();
    }
    require(response);
    String body = response.body();
    return Optional.of(
        new Tagged(
            response.headers().firstValue("ETag").orElse(null), RoutingJson.table(body), body));
  }

  @Override
  public Optional<ModelVersion> version(Project project, String model, String version)
      throws IOException {
    HttpResponse<String> response =
        send(
            request("api/v1/models/" + encoded(model) + "/versions/" + encoded(version))
                .header("X-Thermocline-Project", project.name())
                .GET());
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    require(response);
    return Optional.of(RoutingJson.version(response.body()));
  }

  @Override
  public void report(Report report) throws IOException {
    List<Map<String, String>> failures =
        report.failures().stream()
            .map(failure -> {
              Map<String, String> line = new LinkedHashMap<>();
              line.put("project", failure.deployment().project().name());
              line.put("deployment", failure.deployment().name());
              line.put("reason", failure.reason());
              return line;
            })
            .toList();
    byte[] body =
        JSON.writeValueAsBytes(
            Map.of("routingRevision", report.routingRevision(), "failures", failures));
    require(
        send(
            request("api/v1/routing/gateways/" + encoded(report.gateway()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
    token.read().ifPresent(value -> request.header("Authorization", "Bearer " + value));
    String id = RequestId.current();
    return id == null ? request : request.header(RequestId.HEADER, id);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking the registry", interrupted);
    }
  }

  private static void require(HttpResponse<String> response) throws IOException {
    if (response.statusCode() >= 300) {
      throw new IOException(
          "the registry answered " + response.statusCode() + " to " + response.uri().getPath());
    }
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
