package dev.thermocline.gateway.enrich.http;

import dev.thermocline.gateway.enrich.DefinitionSource;
import dev.thermocline.gateway.route.Deployment.FeatureServiceVersion;
import dev.thermocline.gateway.setting.ServiceToken;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.FeaturesSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The feature service over HTTP. */
@Component
final class HttpDefinitions implements DefinitionSource, AutoCloseable {
  private static final Duration PATIENCE = Bounds.SERVICE;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI url;
  private final ServiceToken token;

  HttpDefinitions(FeaturesSettings settings, ServiceToken token) {
    String text = settings.url().toString();
    this.url = URI.create(text.endsWith("/") ? text : text + "/");
    this.token = token;
  }

  @Override
  public Optional<String> fetch(Project project, FeatureServiceVersion version) throws IOException {
    String name = URLEncoder.encode(version.name(), StandardCharsets.UTF_8).replace("+", "%20");
    URI address =
        url.resolve(
            "api/v1/feature-services/%s/versions/%d/online".formatted(name, version.version()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("X-Thermocline-Project", project.name())
            .GET();
    token.read().ifPresent(value -> request.header("Authorization", "Bearer " + value));
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw new IOException("the feature service answered " + response.statusCode());
      }
      return Optional.of(response.body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking the feature service", interrupted);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
