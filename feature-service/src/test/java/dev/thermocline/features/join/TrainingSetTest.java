package dev.thermocline.features.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TrainingSetTest {
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final String HISTORY =
      """
      patient_id,event_time,noted_at,bp,note
      1,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,110.5,first
      1,2026-01-02T00:00:00Z,2026-01-05T00:00:00Z,120.5,late
      1,2026-01-03T00:00:00+02:00,,130.5,zoned
      2,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,,
      """;

  private final Api api;
  private final DuckSessions sessions;
  private final OfflineStore offline;
  private String view = "";

  @TempDir @Nullable Path folder;

  @Autowired
  TrainingSetTest(@LocalServerPort int port, DuckSessions sessions, OfflineStore offline) {
    this.api = new Api(port);
    this.sessions = sessions;
    this.offline = offline;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(TrainingSetTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define(TestInfo test) {
    view = "v" + Integer.toHexString(test.getDisplayName().hashCode());
    Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "VIEW", "entity": "patient", "createdTime": "noted_at",
               "fields": [{"name": "bp", "type": "float64"}, {"name": "note", "type": "string"}]}],
             "featureServices": [{"name": "s_VIEW", "features": ["VIEW:bp"],
               "requestInputs": [{"name": "weight", "type": "float64"}],
               "expressions": [{"name": "risk", "type": "float64",
                 "expression": "VIEW:bp * weight + in_hours(moment - moment)"}]}]}
            """
                .replace("VIEW", view));
    assertThat(applied.status()).as(applied.body().toString()).isEqualTo(200);
  }

  @Test
  void joinsWhatWasKnownAtEachMomentAndNothingLater() throws IOException {
    Answer taken = csv(HISTORY);
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    assertThat(taken.body().path("rows").asLong()).isEqualTo(4);

    JsonNode report =
        join(
            """
            {"features": ["VIEW:bp", "VIEW:note"], "entityRows": [
              {"label": 7, "patient_id": 1, "event_timestamp": "2026-01-04T00:00:00Z"},
              {"label": 8, "patient_id": 1, "event_timestamp": "2026-01-02T12:00:00Z"},
              {"label": 8, "patient_id": 1, "event_timestamp": "2026-01-02T12:00:00Z"},
              {"label": 9, "patient_id": 3, "event_timestamp": "2026-01-04T00:00:00Z"},
              {"label": 1, "patient_id": 2, "event_timestamp": "2026-01-04T00:00:00Z"}]}
            """);

    assertThat(rows(report, "label, bp, note"))
        .containsExactly(
            Arrays.asList(7L, 130.5, "zoned"),
            Arrays.asList(8L, 110.5, "first"),
            Arrays.asList(8L, 110.5, "first"),
            Arrays.asList(9L, null, null),
            Arrays.asList(1L, null, null));
    JsonNode about = report.path("views").get(0);
    assertThat(about.path("leaking").asLong()).isEqualTo(2);
    assertThat(about.path("found").asLong()).isEqualTo(4);
    assertThat(report.path("snapshots").path(view).asLong()).isEqualTo(1);
  }

  @Test
  void givesTheSameRowsAgainAfterTheViewMovedOnAndOthersOnceItsSnapshotIsRetracted()
      throws IOException {
    csv(HISTORY);
    String order =
        """
        {"features": ["VIEW:bp"], "loose": true, "snapshots": [{"view": "VIEW", "number": %d}],
         "entityRows": [{"patient_id": 1, "event_timestamp": "2026-01-09T00:00:00Z"}]}
        """;
    JsonNode first = join(order.formatted(1));
    csv("patient_id,event_time,noted_at,bp,note\n1,2026-01-08T00:00:00Z,,99.5,new\n");
    JsonNode again = join(order.formatted(1));
    JsonNode newer = join(order.formatted(2));

    assertThat(again.path("digest")).isEqualTo(first.path("digest"));
    assertThat(again.path("sha256")).isEqualTo(first.path("sha256"));
    assertThat(rows(newer, "bp")).containsExactly(List.of(99.5));

    Answer retracted =
        api.post(
            "/api/v1/views/" + view + "/snapshots/2/retraction", "{\"reason\": \"wrong unit\"}");
    assertThat(retracted.status()).isEqualTo(201);
    assertThat(rows(join(order.formatted(3)), "bp")).isEqualTo(rows(first, "bp"));
    assertThat(
            api.post("/api/v1/views/" + view + "/snapshots/2/retraction", "{\"reason\": \"again\"}")
                .status())
        .isEqualTo(409);
  }

  @Test
  void computesExpressionsOfAFeatureServiceFromColumnsOfTheEntityRows() throws IOException {
    csv(HISTORY);
    JsonNode report =
        join(
            """
            {"featureService": "s_VIEW", "eventTime": "at", "fullFeatureNames": true, "entityRows": [
              {"patient_id": 1, "weight": 2.0, "at": "2026-01-01T01:00:00Z"},
              {"patient_id": 9, "weight": 2.0, "at": "2026-01-01T01:00:00Z"}]}
            """);

    assertThat(rows(report, view + "__bp, risk"))
        .containsExactly(List.of(110.5, 221.0), Arrays.asList(null, null));
  }

  @Test
  void takesEntityRowsAsAParquetFileAndGivesTheResultBack() throws IOException {
    byte[] history =
        parquet(
            """
            SELECT 1::INTEGER AS patient_id, TIMESTAMPTZ '2026-01-01 02:00:00+02' AS event_time,
              NULL::TIMESTAMP AS noted_at, 5 AS bp, 'x' AS note, 3 AS surplus
            """);
    Answer taken = api.upload("/api/v1/views/" + view + "/snapshots", PARQUET, history);
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    assertThat(taken.body().path("ignoredColumns").get(0).asString()).isEqualTo("surplus");

    byte[] probes =
        parquet(
            "SELECT i AS n, 1 AS patient_id, TIMESTAMP '2026-01-01' + to_hours(i) AS event_timestamp FROM range(-1000, 4000) t(i) ORDER BY hash(i)");
    String path =
        api.upload("/api/v1/joins/entity-rows", PARQUET, probes).body().path("path").asString();
    JsonNode report = join("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + path + "\"}");

    assertThat(report.path("rows").asLong()).isEqualTo(5000);
    List<List<@Nullable Object>> rows = rows(report, "n, bp");
    assertThat(rows).hasSize(5000);
    assertThat(rows).allSatisfy(r -> assertThat(r.get(1) == null).isEqualTo((long) r.get(0) < 0));
    assertThat(rows.getFirst().get(0)).isNotEqualTo(-1000L);
  }

  @Test
  void hidesDeletedEntitiesAndReplacedDays() throws IOException {
    csv(HISTORY);
    assertThat(
            api.post(
                    "/api/v1/views/" + view + "/deletions",
                    "{\"entities\": [{\"patient_id\": 2}], \"reason\": \"asked for\"}")
                .status())
        .isEqualTo(201);
    Answer replaced =
        api.upload(
            "/api/v1/views/"
                + view
                + "/snapshots?replaceFrom=2026-01-02T00:00:00Z&replaceTo=2026-01-03T00:00:00Z",
            "text/csv",
            "patient_id,event_time,noted_at,bp,note\n1,2026-01-02T00:00:00Z,,7,new\n"
                .getBytes(UTF_8));
    assertThat(replaced.status()).as(replaced.body().toString()).isEqualTo(201);

    List<OfflineRow> newest = new ArrayList<>();
    offline.newestRows(Project.DEFAULT, view, SnapshotRange.upTo(3), TimeRange.ALL, newest::add);
    assertThat(newest).singleElement().satisfies(r -> assertThat(r.values()).contains(7.0));
    List<OfflineRow> all = new ArrayList<>();
    offline.allRows(Project.DEFAULT, view, new SnapshotRange(0, 1), TimeRange.ALL, all::add);
    assertThat(all).hasSize(4);
    assertThat(all.get(1).created()).isEqualTo(1767571200000000L);
  }

  @Test
  void keepsStatisticsOfEachSnapshot() {
    csv(HISTORY);
    String path = "/api/v1/views/" + view + "/snapshots/1/statistics";
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = api.get(path);
    while (answer.status() == 404 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      answer = api.get(path);
    }
    JsonNode bp = answer.body().path("items").get(0);
    assertThat(bp.path("count").asLong()).isEqualTo(3);
    assertThat(bp.path("nulls").asLong()).isEqualTo(1);
    assertThat(bp.path("least").asString()).isEqualTo("110.5");
    assertThat(bp.path("mean").asDouble()).isEqualTo(120.5);
    assertThat(bp.path("histogram").get(0).asLong()).isEqualTo(1);
    assertThat(bp.path("histogram").get(19).asLong()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/csv | | The file is empty",
        "text/csv | patient_id,event_time,noted_at,bp | no column 'note'",
        "text/csv | patient_id,event_time,noted_at,bp,note | The file has no rows",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,yesterday,,1,x | event_time: 'yesterday' is no timestamp",
        "text/csv | patient_id,event_time,noted_at,bp,note~1.5,2026-01-01,,1,x | patient_id: '1.5' is no int64",
        "text/csv | patient_id,event_time,noted_at,bp,note~NaN,2026-01-01,,1,x | patient_id: 'NaN' is no int64",
        "text/csv | patient_id,event_time,noted_at,bp,note~,2026-01-01,,1,x | patient_id: it is null",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,2999-01-01,,1,x | in the future",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,1066-01-01,,1,x | before 1830",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,infinity,,1,x | event_time",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,2026-01-01,,heavy,x | bp: 'heavy' is no float64",
        "text/csv | patient_id,patient_id,bp~1,2,3 | is empty or there twice",
        "text/csv | patient_id,event_time,noted_at,bp,note~1,2 | cannot be read as CSV",
        "application/vnd.apache.parquet | hello, this is no Parquet | does not begin with PAR1",
        "application/vnd.apache.parquet | PAR1 and then it is cut off | cut off",
        "application/vnd.apache.parquet | PARE is what an encrypted one says PARE | encrypted",
        "application/vnd.apache.parquet | PAR1 and nothing of sense between PAR1 | cannot be read as PARQUET",
      })
  void refusesBadFilesWholeAndSaysWhatIsWrong(String type, @Nullable String body, String message) {
    byte[] bytes = (body == null ? "" : body.replace('~', '\n')).getBytes(UTF_8);
    Answer answer = api.upload("/api/v1/views/" + view + "/snapshots", type, bytes);

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).contains(message).doesNotContain("/tmp");
    assertThat(api.get("/api/v1/views/" + view + "/snapshots").body().path("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {\"entityRows\": [{\"a\": 1}]} | name at least one",
        "400 | {\"features\": [\"bp\"], \"entityRows\": [{\"a\": 1}]} | is no feature",
        "404 | {\"features\": [\"VIEW:pulse\"], \"entityRows\": [{\"a\": 1}]} | has no feature 'pulse'",
        "404 | {\"features\": [\"nowhere:pulse\"], \"entityRows\": [{\"a\": 1}]} | no view 'nowhere'",
        "400 | {\"features\": [\"VIEW:bp\", \"VIEW:bp\"], \"entityRows\": [{\"a\": 1}]} | Two columns",
        "400 | {\"features\": [\"VIEW:bp\"], \"entityRows\": []} | 1 to 100000",
        "400 | {\"features\": [\"VIEW:bp\"], \"entityRows\": [7]} | must hold objects",
        "400 | {\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"/etc/passwd\"} | must be s3://",
        "400 | {\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"s3://backups/a.csv\"} | cannot be read",
        "404 | {\"features\": [\"VIEW:bp\"], \"snapshots\": [{\"view\": \"VIEW\", \"number\": 9}], \"entityRows\": [{\"a\": 1}]} | no snapshot 9",
        "400 | {\"features\": [\"VIEW:bp\"], \"colour\": 1, \"entityRows\": [{\"a\": 1}]} | 'colour' is not known",
      })
  void refusesBadOrdersAtOnce(int status, String body, String message) {
    Answer answer = api.post("/api/v1/joins", body.replace("VIEW", view));

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    assertThat(answer.body().path("detail").asString()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1} | no column 'event_timestamp'",
        "{\"event_timestamp\": \"2026-01-01T00:00:00Z\"} | no column 'patient_id'",
        "{\"patient_id\": 1, \"event_timestamp\": \"soon\"} | event_timestamp: 'soon'",
        "{\"patient_id\": 1.5, \"event_timestamp\": \"2026-01-01T00:00:00Z\"} | patient_id",
        "{\"patient_id\": 1, \"event_timestamp\": \"2026-01-01T00:00:00Z\", \"__n\": 1} | two underscores",
      })
  void saysWhatIsWrongWithEntityRows(String row, String message) {
    csv(HISTORY);
    JsonNode job =
        finished(
            "{\"features\": [\"VIEW:bp\"], \"entityRows\": [ROW]}"
                .replace("VIEW", view)
                .replace("ROW", row));

    assertThat(job.path("state").asString()).isEqualTo("failed");
    assertThat(job.path("failure").path("message").asString()).contains(message);
  }

  private Answer csv(String text) {
    return api.upload("/api/v1/views/" + view + "/snapshots", "text/csv", text.getBytes(UTF_8));
  }

  private JsonNode join(String order) {
    JsonNode job = finished(order.replace("VIEW", view));
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    JsonNode result = job.path("result");
    assertThat(result.isObject()).isTrue();
    ((tools.jackson.databind.node.ObjectNode) result).put("id", job.path("id").asString());
    return result;
  }

  private JsonNode finished(String order) {
    Answer accepted = api.post("/api/v1/joins", order);
    assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
    String id = accepted.body().path("id").asString();
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode job = api.get("/api/v1/joins/" + id).body();
      if (job.has("finishedAt")) {
        return job;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError("the join did not end");
  }

  private byte[] parquet(String select) throws IOException {
    Path file = folder().resolve("made.parquet");
    try (DuckSession session = sessions.open()) {
      session.run("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return Files.readAllBytes(file);
  }

  private List<List<@Nullable Object>> rows(JsonNode report, String columns) throws IOException {
    Path file = folder().resolve("result.parquet");
    Files.write(file, api.download("/api/v1/joins/" + report.path("id").asString() + "/rows"));
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

  private Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no folder");
    }
    return folder;
  }
}
