package dev.thermocline.features.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.features.Api;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.OrphanSweep;
import dev.thermocline.features.stream.Stretch;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.stream.roll-after=500ms")
class InferenceFilesTest {
  private static final Servers SERVERS = Servers.of(InferenceFilesTest.class);
  private static final String ROWS = "/api/v1/joins/entity-rows/predictions";
  private static final String PREDICTION =
      """
      {"schemaVersion": 1, "id": "ID", "at": "AT", "project": "default", "deployment": "DEPLOYMENT",
       "model": "m", "version": "3", "deploymentRevision": 4, "routingRevision": 17,
       "manifestDigest": "ab", "cache": "miss", "ageMillis": 0, "rung": null,
       "features": [{"vitals": {"values": {"bp": 1}}}, {"vitals": {"values": {"bp": 2}}}],
       "joinKeys": ["patient_id"], "entities": [["1"], ["2"]],
       "inputs": [{"columns": ["weight"], "datatype": "FP64", "data": [[70.5], [80.5]]}],
       "predictions": [[0.25], [0.75]], "latencyMicros": 900, "labels": []}
      """;

  private final Api api;
  private final DuckSessions sessions;
  private final ObjectStore objects;
  private final OrphanSweep orphans;
  private final S3Settings s3;

  @TempDir @Nullable Path folder;

  @Autowired
  InferenceFilesTest(
      @LocalServerPort int port,
      DuckSessions sessions,
      ObjectStore objects,
      OrphanSweep orphans,
      S3Settings s3) {
    this.api = new Api(port);
    this.sessions = sessions;
    this.objects = objects;
    this.orphans = orphans;
    this.s3 = s3;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  private static void tell(String topic, List<String> lines) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVERS.kafka().bootstrap(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      for (String line : lines) {
        var _ = producer.send(new ProducerRecord<>(SERVERS.kafka().topicPrefix() + topic, line));
      }
      producer.flush();
    }
  }

  private static String prediction(String id, String at, String deployment) {
    return PREDICTION.replace("ID", id).replace("AT", at).replace("DEPLOYMENT", deployment);
  }

  private static String feedback(String id, String at, int label) {
    return """
    {"schemaVersion": 1, "predictionId": "%s", "project": "default", "by": "clerk", "at": "%s",
     "feedback": {"label": %d, "note": "seen"}}
    """
        .formatted(id, at, label);
  }

  private JsonNode files(String deployment) {
    Api.Answer answer = api.get(ROWS + "?deployment=" + deployment);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().path("items");
  }

  private long rowsInFiles(String deployment) {
    long rows = 0;
    for (JsonNode file : files(deployment)) {
      rows += file.path("rows").asLong();
    }
    return rows;
  }

  @Test
  void predictionsAreInFilesOfTheirDayAndDeploymentOnceAndBecomeATrainingSet() throws IOException {
    define();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lines.add(prediction("p" + i, "2026-01-03T00:00:0%d.000001Z".formatted(i), "ward"));
      lines.add(prediction("q" + i, "2026-01-04T00:00:0%dZ".formatted(i), "ward"));
      lines.add(prediction("r" + i, "2026-01-04T00:00:0%dZ".formatted(i), "other"));
    }
    tell("thermocline.predictions", lines);
    tell(
        "thermocline.feedback",
        List.of(
            feedback("p0", "2026-02-01T00:00:00Z", 0),
            feedback("p0", "2026-02-02T00:00:00Z", 1),
            feedback("p0", "2026-01-31T00:00:00Z", 2)));

    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rowsInFiles("ward") >= 40);
    assertThat(rowsInFiles("ward")).isEqualTo(40);
    for (JsonNode file : files("ward")) {
      assertThat(file.path("path").asString())
          .contains("/predictions/" + file.path("day").asString() + "/ward/");
    }
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> made().get(0).get(3) != null);
    assertThat(made())
        .hasSize(20)
        .startsWith(
            Arrays.asList("p0", 0L, 110.5, 1L, "seen", 0.25),
            Arrays.asList("p0", 1L, null, 1L, "seen", 0.75),
            Arrays.asList("p1", 0L, 110.5, null, null, 0.25));
  }

  @Test
  void linesThatCannotBeReadArePutAside() {
    tell(
        "thermocline.predictions",
        List.of(
            "no json",
            prediction("x", "2026-01-03T00:00:00Z", "../up"),
            prediction("x", "soon", "broken"),
            prediction("good", "2026-01-03T00:00:00Z", "broken")));

    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rowsInFiles("broken") == 2);
    JsonNode letters =
        api.get("/api/v1/push/dead-letters?source=-predictions").body().path("items");
    assertThat(letters.size()).isEqualTo(3);
  }

  @Test
  void theSweepFindsFilesThatNothingNamesAndNoAttemptWill() {
    tell("thermocline.predictions", List.of(prediction("s", "2026-01-03T00:00:00Z", "swept")));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> rowsInFiles("swept") == 2);
    String named =
        objects
            .list(s3.buckets().trainingData(), "predictions/2026-01-03/swept/", null, 10)
            .objects()
            .getFirst()
            .address()
            .key();
    Stretch stretch = Stretch.ofFile(named).orElseThrow();
    String left = named.replaceAll("[0-9a-f]{64}", "0".repeat(64));
    String ahead =
        left.replace(
            stretch.stem(),
            new Stretch(stretch.topic(), "", stretch.partition(), stretch.to(), stretch.to() + 1)
                .stem());
    for (String key : List.of(left, ahead)) {
      objects.put(
          new ObjectAddress(s3.buckets().trainingData(), key), new byte[] {1}, PutOptions.create());
    }

    assertThat(orphans.sweep(Duration.ZERO, false))
        .extracting(o -> o.address().key())
        .filteredOn(key -> key.contains("/swept/"))
        .containsExactly(left);
  }

  @Test
  void refusesWhatItCannotMake() {
    refused("{}", 400, "from");
    refused(wanted("nobody", ""), 422, "nobody");
    refused(
        wanted("nobody", "{\"name\": \"prediction\", \"type\": \"int64\"}"), 400, "there already");
    refused(wanted("nobody", "{\"name\": \"a'b\", \"type\": \"int64\"}"), 400, "name");
    refused(wanted("nobody", "{\"name\": \"ok\", \"type\": \"array<int64>\"}"), 400, "type");
  }

  private void refused(String body, int status, String named) {
    Api.Answer answer = api.post(ROWS, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/detail").asString()).contains(named);
  }

  private static String wanted(String deployment, String columns) {
    return """
    {"deployment": "%s", "from": "2026-01-03T00:00:00Z", "to": "2026-01-04T00:00:00Z",
     "feedback": [%s]}
    """
        .formatted(deployment, columns);
  }

  private void define() {
    Api.Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "vitals", "entity": "patient",
                        "fields": [{"name": "bp", "type": "float64"}]}]}
            """);
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
    Api.Answer taken =
        api.upload(
            "/api/v1/views/vitals/snapshots",
            "text/csv",
            "patient_id,event_time,bp\n1,2026-01-02T00:00:00Z,110.5\n2,2026-01-05T00:00:00Z,120.5\n"
                .getBytes(UTF_8));
    assertThat(taken.status()).as("%s", taken.body()).isEqualTo(201);
  }

  /** The training set of the third of January. */
  private List<List<@Nullable Object>> made() throws IOException {
    Api.Answer rows =
        api.post(
            ROWS,
            wanted(
                "ward",
                "{\"name\": \"label\", \"type\": \"int64\"}, {\"name\": \"note\", \"type\": \"string\"}"));
    assertThat(rows.status()).as("%s", rows.body()).isEqualTo(201);
    assertThat(rows.body().path("rows").asLong()).isEqualTo(20);
    Api.Answer job =
        api.post(
            "/api/v1/joins",
            "{\"features\": [\"vitals:bp\"], \"entityRowsPath\": \"%s\"}"
                .formatted(rows.body().path("path").asString()));
    assertThat(job.status()).as("%s", job.body()).isEqualTo(202);
    String id = job.body().path("id").asString();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            "succeeded".equals(api.get("/api/v1/joins/" + id).body().path("state").asString()));
    Path into = java.util.Objects.requireNonNull(folder);
    Path file =
        Files.write(into.resolve(id + ".parquet"), api.download("/api/v1/joins/" + id + "/rows"));
    try (DuckSession session = sessions.open()) {
      return session.list(
          "SELECT prediction_id, row_number, bp, label, note, prediction_number FROM read_parquet(%s) ORDER BY prediction_id, row_number"
              .formatted(Sql.text(file.toString())),
          row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
              values.add(row.getObject(i));
            }
            return values;
          });
    }
  }
}
