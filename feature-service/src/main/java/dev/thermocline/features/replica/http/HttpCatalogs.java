package dev.thermocline.features.replica.http;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.json.CatalogJson;
import dev.thermocline.features.replica.CatalogOrigin;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.FeaturesSettings;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;

/** Definitions from another feature-service, which has them in its database. */
@Component
final class HttpCatalogs implements CatalogOrigin {
  private final RestClient client;
  private final CatalogJson json = new CatalogJson();

  HttpCatalogs(RestClient.Builder client, FeaturesSettings settings) {
    this.client = client.baseUrl(settings.url().toString()).build();
  }

  @Override
  public Optional<Catalog> fetch(Project project, long known) throws IOException {
    try {
      ResponseEntity<byte[]> answer =
          client
              .get()
              .uri("/api/v1/views/-/catalog")
              .header("X-Thermocline-Project", project.name())
              .header(HttpHeaders.IF_NONE_MATCH, "\"" + known + "\"")
              .retrieve()
              .toEntity(byte[].class);
      byte[] body = answer.getBody();
      return answer.getStatusCode() == HttpStatus.NOT_MODIFIED || body == null
          ? Optional.empty()
          : Optional.of(json.read(body));
    } catch (RestClientException | JacksonException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
