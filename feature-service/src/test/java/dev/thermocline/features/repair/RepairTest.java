package dev.thermocline.features.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.project.Project;
import dev.thermocline.testkit.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class RepairTest {
  private static final Servers SERVERS = Servers.of(RepairTest.class);

  private final Api api;
  private final Ingestion ingestion;
  private final Pulse pulse;

  @TempDir private Path folder;

  @Autowired
  RepairTest(@LocalServerPort int port, Ingestion ingestion, Pulse pulse) {
    this.api = new Api(port);
    this.ingestion = ingestion;
    this.pulse = pulse;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void aRedisThatLostEverythingIsFilledAgainFromFilesAndFromTheLog() throws IOException {
    define();
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, "patient_id,event_time,x\n1,2026-01-01T00:00:00Z,7\n");
    ingestion.ingest(
        Project.DEFAULT,
        "history",
        new Ingestion.RowSource(file, RowFiles.Format.CSV, "test"),
        new Snapshot.Change.Append(),
        new Caller("test", Role.ADMIN));
    assertThat(api.post("/api/v1/materializations", "{\"views\": [\"history\"]}").status())
        .isEqualTo(202);
    assertThat(
            api.post(
                    "/api/v1/push",
                    """
                    {"source": "monitor", "to": "online",
                     "rows": [{"patient_id": 1, "event_time": "2026-01-01T00:00:00Z", "y": 8}]}
                    """)
                .status())
        .isEqualTo(200);
    await("[7] [8]");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> pulse.known("{0}").written() > 0);

    RedisClient client = RedisClient.create(SERVERS.featuresRedis().toString());
    try (var connection = client.connect()) {
      connection.sync().flushdb();
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
    await("[7] [8]");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !pulse.isSuspect() && !read().at("/recovering").asBoolean());
  }

  private void define() {
    Api.Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "pushSources": [{"name": "monitor"}],
             "views": [{"name": "history", "entity": "patient",
                        "fields": [{"name": "x", "type": "int64"}]},
                       {"name": "live", "entity": "patient", "source": {"push": "monitor"},
                        "fields": [{"name": "y", "type": "int64"}]}]}
            """);
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
  }

  private tools.jackson.databind.JsonNode read() {
    return api.post(
            "/api/v1/online/read",
            "{\"features\": [\"history:x\", \"live:y\"], \"entities\": {\"patient_id\": [1]}}")
        .body();
  }

  private void await(String values) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          var body = read();
          assertThat(body.at("/features/0/values") + " " + body.at("/features/1/values"))
              .isEqualTo(values);
        });
  }
}
