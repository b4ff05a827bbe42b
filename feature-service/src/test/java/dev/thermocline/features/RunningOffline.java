package dev.thermocline.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * One running service for all tests of files and joins, with a clock that can be moved and a
 * registry of datasets that can be away. Each test has a view of its own.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(Outside.class)
public abstract class RunningOffline {
  protected static final String ARROW = "application/vnd.apache.arrow.stream";
  protected static final String PARQUET = "application/vnd.apache.parquet";

  /** Three rows of two patients, for {@link #defineView}. */
  protected static final String ROWS =
      "patient_id,event_time,bp\n1,2026-01-01T00:00:00Z,110.5\n1,2026-01-02T00:00:00Z,120.5\n2,2026-01-01T00:00:00Z,\n";

  protected static final String PROBES =
      "\"entityRows\": [{\"patient_id\": 1, \"event_timestamp\": \"2026-01-01T12:00:00Z\"}]";

  private static int views;

  @Autowired protected MovableClock clock;
  @Autowired protected AwayRegistry registry;
  @Autowired protected DuckSessions sessions;
  @LocalServerPort private int port;
  @TempDir protected Path folder;
  protected Api api;
  protected String view = "";

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(RunningOffline.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void call() {
    api = new Api(port);
  }

  @AfterEach
  void backToNow() {
    clock.setAhead(Duration.ZERO);
    registry.away(false);
  }

  /** Applies definitions in which VIEW stands for a name that no other test has. */
  protected void define(String definitions) {
    view = "v" + views++;
    Answer applied = api.post("/api/v1/views/apply", definitions.replace("VIEW", view));
    assertThat(applied.status()).as(applied.body().toString()).isEqualTo(200);
  }

  /** A view of patients with one field, {@code bp}. */
  protected void defineView() {
    define(
        """
        {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
         "views": [{"name": "VIEW", "entity": "patient", "fields": [{"name": "bp", "type": "float64"}]}]}
        """);
  }

  protected String ofView(String path) {
    return "/api/v1/views/" + view + path;
  }

  protected Answer uploaded(String mediaType, byte[] file) {
    return api.upload(ofView("/snapshots"), mediaType, file);
  }

  protected Answer ingest(String csv) {
    Answer taken = uploaded("text/csv", csv.getBytes(UTF_8));
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    return taken;
  }

  /** The end of a join of the order, in which VIEW stands for the test's view. */
  protected JsonNode join(String order) {
    return ended("/api/v1/joins/", api.post("/api/v1/joins", order.replace("VIEW", view)));
  }

  protected JsonNode joined(String order) {
    JsonNode job = join(order);
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    return job;
  }

  protected JsonNode ended(String path, Answer accepted) {
    assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
    String id = accepted.body().path("id").asString();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get(path + id).body(), job -> job.has("finishedAt"));
  }

  /** What is computed behind an answer: waited for until it is there. */
  protected JsonNode found(String path) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get(path), answer -> answer.status() != 404)
        .body();
  }

  protected static String id(JsonNode job) {
    return job.path("id").asString();
  }

  protected byte[] parquet(String select) throws IOException {
    Path file = folder.resolve("made.parquet");
    try (DuckSession session = sessions.open()) {
      session.run("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return Files.readAllBytes(file);
  }

  /** The rows that a join made. */
  protected List<List<@Nullable Object>> rows(JsonNode job, String columns) throws IOException {
    Path file = folder.resolve("result.parquet");
    Files.write(file, api.download("/api/v1/joins/" + id(job) + "/rows"));
    int count = columns.split(",", -1).length;
    try (DuckSession session = sessions.open()) {
      return session.list(
          "SELECT " + columns + " FROM read_parquet('" + file + "')",
          row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
              values.add(row.getObject(i));
            }
            return values;
          });
    }
  }
}
