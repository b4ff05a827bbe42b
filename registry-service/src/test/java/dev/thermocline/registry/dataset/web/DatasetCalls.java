package dev.thermocline.registry.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A registry whose datasets are reached over its routes, and one new dataset's name. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "thermocline.auth.mode=open",
      "thermocline.datasets.most-files=5",
      "thermocline.datasets.most-bytes=1MB"
    })
abstract class DatasetCalls {
  static final Servers SERVERS = Servers.of(DatasetCalls.class);
  static final String BUCKET = SERVERS.s3().bucket("training-data");

  final RegistryClient client;
  final ObjectStore store;
  final String name = "d-" + UUID.randomUUID().toString().substring(0, 8);
  final String base = "/api/v1/datasets/" + name;

  DatasetCalls(int port, ObjectStore store) {
    this.client = new RegistryClient(port);
    this.store = store;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  Answer create(String zone) {
    return client.send(
        "POST",
        "/api/v1/datasets",
        "{\"name\":\"%s\",\"zone\":\"%s\",\"licence\":\"CC-BY-4.0\"}".formatted(name, zone));
  }

  String begin() {
    return client.send("POST", base + "/uploads", "{}").body().path("id").asString();
  }

  Answer send(String upload, String path, byte[] bytes) {
    return client.put(
        base + "/uploads/" + upload + "/content?path=" + URLEncoder.encode(path, UTF_8), bytes);
  }

  Answer seal(String upload, String more) {
    return register("{\"source\":{\"kind\":\"upload\",\"upload\":\"" + upload + "\"}" + more + "}");
  }

  Answer register(String body) {
    return client.send("POST", base + "/versions", body);
  }

  /** A version of these files, whose paths and contents take turns. */
  Answer uploaded(String more, String... pathsAndTexts) {
    String upload = begin();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      assertThat(send(upload, pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(UTF_8)).status())
          .isEqualTo(200);
    }
    return seal(upload, more);
  }

  void put(String key, byte[] bytes) {
    store.put(new ObjectAddress(BUCKET, key), bytes, PutOptions.overwrite());
  }

  Answer prefix(String prefix) {
    return register("{\"source\":{\"kind\":\"prefix\",\"prefix\":\"" + prefix + "\"}}");
  }

  Answer finished(Answer accepted) {
    assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
    String job = base + "/registrations/" + accepted.body().path("id").asString();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> client.get(job),
            answer ->
                !List.of("queued", "running").contains(answer.body().path("state").asString()));
  }

  static byte[] parquet() throws IOException {
    try (InputStream file = DatasetCalls.class.getResourceAsStream("/datasets/vitals.parquet")) {
      return Objects.requireNonNull(file).readAllBytes();
    }
  }
}
