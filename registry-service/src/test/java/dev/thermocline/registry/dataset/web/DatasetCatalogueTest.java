package dev.thermocline.registry.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The catalogue of datasets. */
class DatasetCatalogueTest extends DatasetCalls {
  DatasetCatalogueTest(@LocalServerPort int port, @Autowired ObjectStore store) {
    super(port, store);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1abc", "a/b", "../x", "a b", "é"})
  void refusesNamesThatCannotBeAFolder(String bad) {
    Answer refused =
        client.send("POST", "/api/v1/datasets", "{\"name\":\"" + bad + "\",\"zone\":\"raw\"}");

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void keepsTheCatalogueInOrderAndByZone() {
    create("processed");
    assertThat(create("processed").status()).isEqualTo(409);
    client.send("PATCH", base, "{\"description\":\"Vital signs\",\"citation\":\"Doe 2026\"}");

    Answer found = client.get(base);
    assertThat(found.body().path("licence").asString()).isEqualTo("CC-BY-4.0");
    assertThat(found.body().path("citation").asString()).isEqualTo("Doe 2026");
    Answer listed =
        client.get(
            "/api/v1/datasets?zone=processed&search=" + name.toUpperCase(java.util.Locale.ROOT));
    assertThat(listed.body().at("/datasets/0/name").asString()).isEqualTo(name);
    assertThat(
            client
                .get("/api/v1/datasets?zone=raw&search=" + name)
                .body()
                .path("datasets")
                .isEmpty())
        .isTrue();
  }
}
