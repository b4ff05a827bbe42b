package dev.thermocline.features.definition.http;

import dev.thermocline.features.definition.DeployedServices;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the registry's routing table which feature services are deployed. */
@Component
class RegistryDeployedServices implements DeployedServices {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String registry;
  private final String tokenFile;
  private final RestClient client;

  RegistryDeployedServices(
      @Value("${thermocline.registry.url:}") String registry,
      @Value("${thermocline.auth.service-token-file:}") String tokenFile) {
    this.registry = registry;
    this.tokenFile = tokenFile;
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
    requests.setReadTimeout(PATIENCE);
    this.client = RestClient.builder().requestFactory(requests).build();
  }

  @Override
  public List<Use> list(Project project) {
    if (registry.isBlank()) {
      return List.of();
    }
    try {
      Routing routing =
          client
              .get()
              .uri(registry + "/api/v1/routing")
              .header("X-Thermocline-Project", project.name())
              .headers(this::identify)
              .retrieve()
              .body(Routing.class);
      return routing == null ? List.of() : routing.usesIn(project);
    } catch (RestClientException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The registry does not say which deployments use these features, so nothing that they may need is removed. Try again when it answers.",
          e);
    }
  }

  private void identify(HttpHeaders headers) {
    if (!tokenFile.isBlank()) {
      try {
        headers.setBearerAuth(Files.readString(Path.of(tokenFile)).strip());
      } catch (java.io.IOException e) {
        throw new ThermoclineException(
            ErrorKind.UNAVAILABLE,
            "The service's own token cannot be read, so the registry cannot be asked which deployments use these features. Look at thermocline.auth.service-token-file.",
            e);
      }
    }
  }

  /** The part of the routing table that matters here. */
  record Routing(@Nullable List<Deployment> deployments) {
    List<Use> usesIn(Project project) {
      List<Deployment> all = deployments == null ? List.of() : deployments;
      return all.stream()
          .filter(d -> d.project() == null || project.name().equals(d.project()))
          .flatMap(d -> d.uses().stream())
          .toList();
    }
  }

  record Deployment(@Nullable String project, String name, @Nullable Service featureService) {
    List<Use> uses() {
      return featureService == null
          ? List.of()
          : List.of(new Use(name, featureService.name(), featureService.version()));
    }
  }

  record Service(String name, int version) {}
}
