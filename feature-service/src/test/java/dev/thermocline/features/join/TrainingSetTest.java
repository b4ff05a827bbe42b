package dev.thermocline.features.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.RunningOffline;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class TrainingSetTest extends RunningOffline {
  private static final String HISTORY =
      """
      patient_id,event_time,noted_at,bp,note
      1,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,110.5,first
      1,2026-01-02T00:00:00Z,2026-01-05T00:00:00Z,120.5,late
      1,2026-01-03T00:00:00+02:00,,130.5,zoned
      2,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,,
      """;

  private final OfflineStore offline;

  @Autowired
  TrainingSetTest(OfflineStore offline) {
    this.offline = offline;
  }

  @BeforeEach
  void define() {
    define(
        """
        {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
         "views": [{"name": "VIEW", "entity": "patient", "createdTime": "noted_at",
           "fields": [{"name": "bp", "type": "float64"}, {"name": "note", "type": "string"}]}],
         "featureServices": [{"name": "s_VIEW", "features": ["VIEW:bp"],
           "requestInputs": [{"name": "weight", "type": "float64"}],
           "expressions": [{"name": "risk", "type": "float64",
             "expression": "VIEW:bp * weight + in_hours(moment - moment)"}]}]}
        """);
  }

  @Test
  void joinsWhatWasKnownAtEachMomentAndNothingLater() throws IOException {
    Answer taken = ingest(HISTORY);
    assertThat(taken.body().path("rows").asLong()).isEqualTo(4);

    JsonNode job =
        joined(
            """
            {"features": ["VIEW:bp", "VIEW:note"], "entityRows": [
              {"label": 7, "patient_id": 1, "event_timestamp": "2026-01-04T00:00:00Z"},
              {"label": 8, "patient_id": 1, "event_timestamp": "2026-01-02T12:00:00Z"},
              {"label": 8, "patient_id": 1, "event_timestamp": "2026-01-02T12:00:00Z"},
              {"label": 9, "patient_id": 3, "event_timestamp": "2026-01-04T00:00:00Z"},
              {"label": 1, "patient_id": 2, "event_timestamp": "2026-01-04T00:00:00Z"}]}
            """);

    assertThat(rows(job, "label, bp, note"))
        .containsExactly(
            Arrays.asList(7L, 130.5, "zoned"),
            Arrays.asList(8L, 110.5, "first"),
            Arrays.asList(8L, 110.5, "first"),
            Arrays.asList(9L, null, null),
            Arrays.asList(1L, null, null));
    JsonNode about = job.path("result").path("views").get(0);
    assertThat(about.path("leaking").asLong()).isEqualTo(2);
    assertThat(about.path("found").asLong()).isEqualTo(4);
    assertThat(job.path("result").path("snapshots").path(view).asLong()).isEqualTo(1);
  }

  @Test
  void givesTheSameRowsAgainAfterTheViewMovedOnAndOthersOnceItsSnapshotIsRetracted()
      throws IOException {
    ingest(HISTORY);
    String order =
        """
        {"features": ["VIEW:bp"], "loose": true, "snapshots": [{"view": "VIEW", "number": %d}],
         "entityRows": [{"patient_id": 1, "event_timestamp": "2026-01-09T00:00:00Z"}]}
        """;
    JsonNode first = joined(order.formatted(1));
    ingest("patient_id,event_time,noted_at,bp,note\n1,2026-01-08T00:00:00Z,,99.5,new\n");
    JsonNode again = joined(order.formatted(1));
    JsonNode newer = joined(order.formatted(2));

    assertThat(again.at("/result/digest")).isEqualTo(first.at("/result/digest"));
    assertThat(again.at("/result/sha256")).isEqualTo(first.at("/result/sha256"));
    assertThat(rows(newer, "bp")).containsExactly(List.of(99.5));

    Answer retracted =
        api.post(
            "/api/v1/views/" + view + "/snapshots/2/retraction", "{\"reason\": \"wrong unit\"}");
    assertThat(retracted.status()).isEqualTo(201);
    assertThat(rows(joined(order.formatted(3)), "bp")).isEqualTo(rows(first, "bp"));
    assertThat(
            api.post("/api/v1/views/" + view + "/snapshots/2/retraction", "{\"reason\": \"again\"}")
                .status())
        .isEqualTo(409);
  }

  @Test
  void computesExpressionsOfAFeatureServiceFromColumnsOfTheEntityRows() throws IOException {
    ingest(HISTORY);
    JsonNode job =
        joined(
            """
            {"featureService": "s_VIEW", "eventTime": "at", "fullFeatureNames": true, "entityRows": [
              {"patient_id": 1, "weight": 2.0, "at": "2026-01-01T01:00:00Z"},
              {"patient_id": 9, "weight": 2.0, "at": "2026-01-01T01:00:00Z"}]}
            """);

    assertThat(rows(job, view + "__bp, risk"))
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
    Answer taken = uploaded(PARQUET, history);
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    assertThat(taken.body().path("ignoredColumns").get(0).asString()).isEqualTo("surplus");

    byte[] probes =
        parquet(
            "SELECT i AS n, 1 AS patient_id, TIMESTAMP '2026-01-01' + to_hours(i) AS event_timestamp FROM range(-1000, 4000) t(i) ORDER BY hash(i)");
    String path =
        api.upload("/api/v1/joins/entity-rows", PARQUET, probes).body().path("path").asString();
    JsonNode job = joined("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + path + "\"}");

    assertThat(job.path("result").path("rows").asLong()).isEqualTo(5000);
    List<List<@Nullable Object>> rows = rows(job, "n, bp");
    assertThat(rows).hasSize(5000);
    assertThat(rows).allSatisfy(r -> assertThat(r.get(1) == null).isEqualTo((long) r.get(0) < 0));
    assertThat(rows.getFirst().get(0)).isNotEqualTo(-1000L);
  }

  @Test
  void hidesDeletedEntitiesAndReplacedDays() throws IOException {
    ingest(HISTORY);
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
    Answer answer = uploaded(type, bytes);

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).contains(message).doesNotContain("/tmp");
    assertThat(api.get(ofView("/snapshots")).body().path("items")).isEmpty();
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
    ingest(HISTORY);
    JsonNode job = join("{\"features\": [\"VIEW:bp\"], \"entityRows\": [ROW]}".replace("ROW", row));

    assertThat(job.path("state").asString()).isEqualTo("failed");
    assertThat(job.path("failure").path("message").asString()).contains(message);
  }
}
