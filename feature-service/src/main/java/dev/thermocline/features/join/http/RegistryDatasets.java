package dev.thermocline.features.join.http;

import dev.thermocline.features.join.DatasetRegistry;
import dev.thermocline.features.join.TrainingSet;
import dev.thermocline.features.join.TrainingSetContent;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The registry's datasets, as the service itself. */
@Component
class RegistryDatasets implements DatasetRegistry {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String registry;
  private final String tokenFile;
  private final RestClient client;

  RegistryDatasets(
      @Value("${thermocline.registry.url:}") String registry,
      @Value("${thermocline.auth.service-token-file:}") String tokenFile) {
    this.registry = registry;
    this.tokenFile = tokenFile;
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            java.net.http.HttpClient.newBuilder().connectTimeout(PATIENCE).build());
    requests.setReadTimeout(PATIENCE);
    this.client = RestClient.builder().requestFactory(requests).build();
  }

  /** The part of the registry's answer that matters here. */
  record Answer(String version, String digest, String mlflowDigest, String location) {}

  @Override
  public TrainingSet.Version register(
      Project project, UUID join, String dataset, TrainingSetContent content) {
    if (registry.isBlank()) {
      throw new Away("There is no thermocline.registry.url.", new IOException("not configured"));
    }
    try {
      Answer answer =
          client
              .post()
              .uri(registry + "/api/v1/datasets/{name}/versions", dataset)
              .contentType(MediaType.APPLICATION_JSON)
              .header("X-Thermocline-Project", project.name())
              .headers(this::identify)
              .body(body(join, content))
              .retrieve()
              .body(Answer.class);
      if (answer == null) {
        throw new Away("The registry answered nothing.", new IOException("empty answer"));
      }
      return new TrainingSet.Version(
          answer.version(), answer.digest(), answer.mlflowDigest(), answer.location());
    } catch (HttpClientErrorException e) {
      int status = e.getStatusCode().value();
      // What a token, a project or a rate limit forbids now may be allowed soon.
      if (status == 400 || status == 409 || status == 422) {
        throw new ThermoclineException(
            ErrorKind.CONFLICT,
            "The registry refuses the dataset '%s': %s"
                .formatted(dataset, e.getResponseBodyAsString()),
            e);
      }
      throw new Away("The registry answers %d.".formatted(status), e);
    } catch (RestClientException e) {
      throw new Away("The registry does not answer.", e);
    }
  }

  private static Map<String, Object> body(UUID join, TrainingSetContent content) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("kind", "join");
    source.put("joinId", join);
    source.put("prefix", content.prefix());
    source.put(
        "files",
        List.of(
            Map.of("path", content.file(), "size", content.size(), "sha256", content.sha256())));
    source.put(
        "snapshots",
        content.snapshots().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> Map.of("view", e.getKey(), "number", e.getValue()))
            .toList());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("source", source);
    body.put("rows", content.rows());
    body.put("schema", content.schema());
    body.put("rowsDigest", content.rowsDigest());
    body.put("requestedBy", content.requestedBy());
    return new LinkedHashMap<>(body);
  }

  private void identify(HttpHeaders headers) {
    if (!tokenFile.isBlank()) {
      try {
        headers.setBearerAuth(Files.readString(Path.of(tokenFile)).strip());
      } catch (IOException e) {
        throw new Away(
            "The service's own token cannot be read. Look at thermocline.auth.service-token-file.",
            e);
      }
    }
  }
}
