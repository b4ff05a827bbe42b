package dev.thermocline.registry.deployment.http;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.FeaturesSettings;
import dev.thermocline.kit.setting.KeyFile;
import dev.thermocline.registry.deployment.FeatureServiceSchema;
import dev.thermocline.registry.deployment.FeatureServices;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/** Asks the feature service what a version of one of its services gives. */
@Component
class HttpFeatureServices implements FeatureServices {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(5);

  private final RestClient client;
  private final AuthSettings auth;

  HttpFeatureServices(RestClient.Builder builder, FeaturesSettings features, AuthSettings auth) {
    var http = java.net.http.HttpClient.newBuilder().connectTimeout(CONNECT).build();
    var requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(READ);
    this.client = builder.baseUrl(features.url().toString()).requestFactory(requests).build();
    this.auth = auth;
  }

  @Override
  public Optional<FeatureServiceSchema> find(Project project, String name, int version) {
    try {
      JsonNode answer =
          client
              .get()
              .uri("/api/v1/feature-services/{name}/versions/{version}/online", name, version)
              .header("X-Thermocline-Project", project.name())
              .headers(headers -> {
                if (auth.serviceTokenFile() != null) {
                  headers.setBearerAuth(token());
                }
              })
              .retrieve()
              .body(JsonNode.class);
      return answer == null ? Optional.empty() : Optional.of(schema(name, version, answer));
    } catch (HttpClientErrorException.NotFound _) {
      return Optional.empty();
    } catch (RestClientException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The feature service cannot be asked about '"
              + name
              + "' version "
              + version
              + " right now, so the promotion gate cannot decide. Try again, or overrule it with"
              + " force and a reason.",
          e);
    }
  }

  private String token() {
    try {
      return auth.serviceTokenFile() == null ? "" : new KeyFile(auth.serviceTokenFile()).read();
    } catch (IOException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "The token of this service cannot be read from its file.", e);
    }
  }

  private static FeatureServiceSchema schema(String name, int version, JsonNode answer) {
    Map<String, String> inputs = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    Set<String> views = new HashSet<>();
    for (JsonNode feature : answer.path("features")) {
      String view = feature.path("view").asString("");
      String plain = feature.path("feature").asString("");
      String type = feature.path("type").asString("");
      views.add(view);
      inputs.put(view + "__" + plain, type);
      inputs.put(view + ":" + plain, type);
      if (inputs.put(plain, type) != null) {
        ambiguous.add(plain);
      }
    }
    for (String part : new String[] {"requestInputs", "expressions"}) {
      for (JsonNode each : answer.path(part)) {
        inputs.put(each.path("name").asString(""), each.path("type").asString(""));
        ambiguous.remove(each.path("name").asString(""));
      }
    }
    for (JsonNode view : answer.path("views")) {
      for (JsonNode key : view.path("joinKeys")) {
        inputs.putIfAbsent(key.path("name").asString(""), key.path("type").asString(""));
      }
    }
    ambiguous.forEach(inputs::remove);
    return new FeatureServiceSchema(
        name, version, inputs, ambiguous, offline(views, answer.path("views")));
  }

  private static List<String> offline(Set<String> views, JsonNode online) {
    Set<String> missing = new HashSet<>(views);
    for (JsonNode view : online) {
      missing.remove(view.path("name").asString(""));
    }
    List<String> sorted = new ArrayList<>(missing);
    sorted.sort(null);
    return sorted;
  }
}
