package dev.thermocline.features.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.features.Api;
import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TransformationTest {
  private final Api api;
  private final DuckSessions sessions;
  private final OfflineStore offline;
  private final ObjectStore objects;
  private final String rawBucket;

  @Autowired
  TransformationTest(
      @LocalServerPort int port,
      DuckSessions sessions,
      OfflineStore offline,
      ObjectStore objects,
      S3Settings s3) {
    this.api = new Api(port);
    this.sessions = sessions;
    this.offline = offline;
    this.objects = objects;
    this.rawBucket = s3.buckets().trainingData();
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(TransformationTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
    registry.add("thermocline.offline.statement-limit", () -> "4s");
    registry.add("thermocline.offline.memory-limit", () -> "128MB");
    registry.add("thermocline.offline.spill-limit", () -> "64MB");
  }

  @BeforeEach
  void seed(@TempDir Path folder) throws IOException {
    define("source", "\"push\": null");
    Answer taken =
        api.upload(
            "/api/v1/views/source/snapshots",
            "text/csv",
            "patient_id,event_time,x\n1,2026-01-01T00:00:00Z,2\n1,2026-01-02T00:00:00Z,4\n2,2026-01-01T00:00:00Z,8\n"
                .getBytes(UTF_8));
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    Path file = folder.resolve("factors.parquet");
    try (DuckSession session = sessions.open()) {
      session.run("COPY (SELECT 10.0::DOUBLE AS factor) TO '" + file + "' (FORMAT parquet)");
    }
    objects.put(
        new ObjectAddress(rawBucket, "raw/factors/one.parquet"), file, PutOptions.overwrite());
  }

  @Test
  void makesAViewFromAnotherViewAndRawFilesAndRecordsWhatItRead() {
    sql(
        "made",
        "SELECT patient_id, max(event_time) AS event_time, max(x) * any_value(factor) AS x FROM source, factors GROUP BY patient_id;");
    JsonNode first = finished("made");
    assertThat(first.path("state").asString()).as(first.toString()).isEqualTo("succeeded");
    assertThat(first.path("result").path("inputs").path("source").asLong()).isPositive();
    assertThat(first.path("result").path("files").get(0).asString())
        .contains("raw/factors/one.parquet sha256:");
    JsonNode again = finished("made");

    long snapshot = again.path("result").path("snapshot").asLong();
    assertThat(snapshot).isEqualTo(first.path("result").path("snapshot").asLong() + 1);
    List<OfflineRow> rows = new ArrayList<>();
    offline.allRows(
        Project.DEFAULT, "made", SnapshotRange.upTo(snapshot), TimeRange.ALL, rows::add);
    assertThat(rows).extracting(r -> r.keys().getFirst()).containsExactly(1L, 2L);
    assertThat(rows.getLast().values().getFirst()).isEqualTo(80.0);
  }

  @Test
  void readsRawCsvAndAddsTheRowsOfEachRunWhereItAppendsAndBringsThemOnline() {
    objects.put(
        new ObjectAddress(rawBucket, "raw/weights/a.csv"),
        "patient_id,weight\n1,60.5\n".getBytes(UTF_8),
        PutOptions.overwrite());
    objects.put(
        new ObjectAddress(rawBucket, "raw/weights/b.csv"),
        "weight,patient_id\n70.5,2\n".getBytes(UTF_8),
        PutOptions.overwrite());
    define(
        "added",
        "\"sql\": \"SELECT patient_id, TIMESTAMP '2026-01-01' AS event_time, weight AS x FROM weights\", \"mode\": \"append\", \"files\": [{\"name\": \"weights\", \"prefix\": \"raw/weights/\"}]");
    JsonNode first = finished("added");
    assertThat(first.path("state").asString()).as(first.toString()).isEqualTo("succeeded");
    assertThat(first.path("result").path("materialization").asString()).isNotBlank();
    JsonNode second = finished("added");

    List<OfflineRow> rows = new ArrayList<>();
    offline.allRows(
        Project.DEFAULT,
        "added",
        SnapshotRange.upTo(second.path("result").path("snapshot").asLong()),
        TimeRange.ALL,
        rows::add);
    assertThat(rows).extracting(r -> r.values().getFirst()).containsExactly(60.5, 60.5, 70.5, 70.5);
  }

  @Test
  void stopsAStatementThatTakesTooLongOrTooMuch() {
    sql("bad", "SELECT sum(a.i * b.i) AS x FROM range(10000000) a(i), range(10000000) b(i)");
    assertThat(failure(finished("bad"))).contains("took longer than 4 seconds");
    sql("bad", "SELECT list(i) AS x FROM range(200000000) t(i)");
    assertThat(failure(finished("bad"))).contains("memory-limit");
    assertThat(api.get("/api/v1/views/bad/snapshots").body().path("items")).isEmpty();
  }

  @Test
  void runsByItselfOnItsSchedule() {
    define(
        "timed",
        "\"sql\": \"SELECT * FROM source\", \"inputs\": [\"source\"], \"schedule\": \"* * * * * *\"");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (api.get("/api/v1/views/timed/snapshots").body().path("items").isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    define("timed", "\"sql\": \"SELECT * FROM source\", \"inputs\": [\"source\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DROP VIEW source | must be one SELECT",
        "SELECT 1; SELECT 2 | must be one SELECT",
        "COPY source TO 'x.csv' | must be one SELECT",
        "ATTACH 'x.db' | must be one SELECT",
        "SET memory_limit = '9GB' | must be one SELECT",
        "INSTALL httpfs | must be one SELECT",
        "SELEC 1 | must be one SELECT",
        "SELECT * FROM read_text('/etc/passwd') | may read its declared inputs alone",
        "SELECT * FROM read_csv('/etc/passwd') | may read its declared inputs alone",
        "SELECT * FROM '/etc/hostname.csv' | may read its declared inputs alone",
        "SELECT * FROM read_blob('/proc/self/environ') | may read its declared inputs alone",
        "SELECT * FROM glob('/etc/*') | may read its declared inputs alone",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet') | ",
        "SELECT * FROM read_parquet('s3://feature-store/x.parquet') | ",
        "SELECT getenv('HOME') AS x | ",
        "SELECT current_setting('temp_directory') AS x | ",
        "SELECT * FROM duckdb_secrets() | ",
        "SELECT * FROM duckdb_settings() | ",
        "SELECT * FROM sniff_csv('/etc/passwd') | may read its declared inputs alone",
        "SELECT * FROM parquet_metadata('/etc/passwd') | may read its declared inputs alone",
        "SELECT * FROM read_json('/proc/self/status') | may read its declared inputs alone",
        "PRAGMA database_list | must be one SELECT",
        "LOAD icu | must be one SELECT",
        "CALL pragma_version() | must be one SELECT",
        "EXPORT DATABASE 'x' | must be one SELECT",
        "CREATE TABLE x AS SELECT 1 | must be one SELECT",
        "SELECT * FROM timed_out_of_nowhere | does not run",
        "SELECT nothing FROM source | does not run",
        "SELECT 1 AS patient_id | has no column 'event_time'",
        "SELECT patient_id, event_time, 'a' AS x FROM source | which does not become float64",
        "SELECT * FROM source WHERE false | has no rows",
      })
  void refusesWhatAStatementMayNotDo(
      String statement, @org.jspecify.annotations.Nullable String message) {
    sql("bad", statement);
    Answer started = api.post("/api/v1/views/bad/transformations", "");
    String said =
        started.status() == 202
            ? failure(wait("bad", started.body().path("id").asString()))
            : started.body().path("detail").asString();

    assertThat(started.status()).isIn(202, 400);
    assertThat(said).contains(message == null ? "" : message).isNotBlank();
    assertThat(said).doesNotContain("DuckDB failed");
    assertThat(api.get("/api/v1/views/bad/snapshots").body().path("items")).isEmpty();
  }

  private static String failure(JsonNode job) {
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("failed");
    assertThat(job.path("failure").path("code").asString()).isNotEqualTo("internal");
    return job.path("failure").path("message").asString();
  }

  private void sql(String view, String statement) {
    define(
        view,
        "\"sql\": "
            + JsonMapper.shared().writeValueAsString(statement)
            + ", \"inputs\": [\"source\"], \"files\": [{\"name\": \"factors\", \"prefix\": \"raw/factors/\"}]");
  }

  private void define(String view, String source) {
    Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "%s", "entity": "patient", "source": {%s},
               "fields": [{"name": "x", "type": "float64"}]}]}
            """
                .formatted(view, source));
    assertThat(applied.status()).as(applied.body().toString()).isEqualTo(200);
  }

  private JsonNode finished(String view) {
    Answer started = api.post("/api/v1/views/" + view + "/transformations", "");
    assertThat(started.status()).as(started.body().toString()).isEqualTo(202);
    return wait(view, started.body().path("id").asString());
  }

  private JsonNode wait(String view, String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode job = api.get("/api/v1/views/" + view + "/transformations/" + id).body();
      if (job.has("finishedAt")) {
        return job;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError("the run did not end");
  }
}
