package dev.thermocline.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobRun;
import dev.thermocline.testkit.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class MaterializationTest {
  private static final Caller CALLER = new Caller("test", Role.ADMIN);
  private static int views;

  private final Api api;
  private final Ingestion ingestion;
  private final SnapshotLog log;
  private final MaterializationStore store;
  private final MaterializeJob job;
  private final StandingCheck check;

  @TempDir private Path folder;
  private String view = "";

  @Autowired
  MaterializationTest(
      @LocalServerPort int port,
      Ingestion ingestion,
      SnapshotLog log,
      MaterializationStore store,
      MaterializeJob job,
      StandingCheck check) {
    this.api = new Api(port);
    this.ingestion = ingestion;
    this.log = log;
    this.store = store;
    this.job = job;
    this.check = check;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(MaterializationTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define() {
    view = "vitals" + views++;
    define("PT1H");
  }

  private void define(String retention) {
    Api.Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "%s", "entity": "patient", "retention": "%s",
                        "fields": [{"name": "bp", "type": "float64"},
                                   {"name": "ward", "type": "string"}]}]}
            """
                .formatted(view, retention));
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
  }

  @Test
  void bringsTheNewestRowOfEachEntityOnlineAndThenWhatIsNew() {
    ingest(
        "1,2026-01-01T00:00:00Z,100,a",
        "1,2026-01-02T00:00:00Z,110,",
        "2,2026-01-01T00:00:00Z,90,b");
    run("{\"views\": [\"%s\"]}");
    assertThat(bp(1)).isEqualTo("[110.0]");
    assertThat(bp(2)).isEqualTo("[90.0]");

    ingest("1,2026-01-01T12:00:00Z,105,late", "2,2026-01-03T00:00:00Z,95,b");
    run("{\"views\": [\"%s\"]}");
    assertThat(bp(1)).isEqualTo("[110.0]");
    assertThat(bp(2)).isEqualTo("[95.0]");
  }

  @Test
  void tellsHowMuchThereIsToDo() {
    ingest(
        "1,2026-01-01T00:00:00Z,100,a", "1,2026-01-02T00:00:00Z,1,", "2,2026-01-01T00:00:00Z,9,b");
    run("{\"views\": [\"%s\"]}");
    Api.Answer runs = api.get("/api/v1/materializations?view=" + view);
    Api.Answer one =
        api.get("/api/v1/materializations/" + runs.body().at("/items/0/id").asString());
    assertThat(one.body().at("/job/total").asLong()).isEqualTo(2);
    assertThat(one.body().at("/job/done").asLong()).isEqualTo(2);
  }

  @Test
  void theStandingCheckFindsWhatOnlineLacks() {
    ingest("101,2026-01-01T00:00:00Z,100,a", "102,2026-01-01T00:00:00Z,90,b");
    assertThat(check.check(Project.DEFAULT, view)).isEmpty();
    run("{\"views\": [\"%s\"]}");
    assertThat(check.check(Project.DEFAULT, view))
        .containsExactly(Map.entry(StandingCheck.Outcome.AGREES, 2));

    RedisClient client =
        RedisClient.create(Servers.of(MaterializationTest.class).featuresRedis().toString());
    try (var connection = client.connect()) {
      assertThat(connection.sync().del("features:patient_101")).isEqualTo(1);
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
    assertThat(check.check(Project.DEFAULT, view))
        .containsOnly(
            Map.entry(StandingCheck.Outcome.AGREES, 1),
            Map.entry(StandingCheck.Outcome.MISSING, 1));
  }

  @Test
  void bringsTheNewestRowOfARange() {
    ingest("1,2026-01-01T00:00:00Z,100,a", "1,2026-01-05T00:00:00Z,110,a");
    run("{\"views\": [\"%s\"], \"end\": \"2026-01-03T00:00:00Z\"}");
    assertThat(bp(1)).isEqualTo("[100.0]");
  }

  @Test
  void aRetractionTakesItsRowsBackOnline() {
    ingest("1,2026-01-01T00:00:00Z,100,a");
    Snapshot wrong = ingest("1,2026-01-02T00:00:00Z,999,a", "2,2026-01-02T00:00:00Z,999,a");
    run("{\"views\": [\"%s\"]}");
    assertThat(bp(1)).isEqualTo("[999.0]");
    log.retract(Project.DEFAULT, view, wrong.number(), "a broken sensor", CALLER);
    run("{\"views\": [\"%s\"]}");
    assertThat(bp(1)).isEqualTo("[100.0]");
    assertThat(bp(2)).isEqualTo("[null]");
  }

  @Test
  void aReplacedRangeShowsItsNewRowsOnline() {
    ingest(
        "1,2026-01-01T00:00:00Z,100,a",
        "1,2026-01-02T00:00:00Z,999,a",
        "2,2026-01-02T00:00:00Z,7,a");
    run("{\"views\": [\"%s\"]}");
    long day = RowTimes.micros(Instant.parse("2026-01-02T00:00:00Z"));
    ingest(
        new Snapshot.Change.Replace(new TimeRange(day, day + Duration.ofDays(1).toNanos() / 1000)),
        "2,2026-01-02T00:00:00Z,8,a");
    run("{\"views\": [\"%s\"]}");
    assertThat(bp(1)).isEqualTo("[100.0]");
    assertThat(bp(2)).isEqualTo("[8.0]");
  }

  @Test
  void goesOnBehindTheLastBatchThatIsThere() throws JobRun.JobCancelled {
    ingest(
        "1,2026-01-01T00:00:00Z,1,a", "2,2026-01-01T00:00:00Z,2,a", "3,2026-01-01T00:00:00Z,3,a");
    int number = number();
    UUID id = UUID.randomUUID();
    assertThat(
            store.add(
                new Materialization(
                    id,
                    Project.DEFAULT,
                    view,
                    number,
                    new Materialization.Scope(true, true, 0, 1, true, TimeRange.ALL),
                    "test",
                    Instant.now(),
                    Materialization.Progress.NONE,
                    null)))
        .isTrue();
    store.progress(id, new Materialization.Progress(0, 2, 2, 0, List.of()));
    job.run(new MaterializeRequest(view), new SilentRun(id));
    assertThat(bp(1)).isEqualTo("[null]");
    assertThat(bp(3)).isEqualTo("[3.0]");
    assertThat(store.find(id).orElseThrow().progress().position()).isEqualTo(0);
    assertThat(store.reached(Project.DEFAULT, number).orElseThrow().snapshot()).isOne();
  }

  @Test
  void aRunOverAViewThatIsBeingMaterializedIsAConflict() {
    Api.Answer twice =
        api.post("/api/v1/materializations", "{\"views\": [\"%s\", \"%s\"]}".formatted(view, view));
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.body().at("/detail").asString()).contains(view).contains("already");
    assertThat(store.findOpen(Project.DEFAULT, number())).isEmpty();
  }

  @Test
  void anEntityWithoutNewsIsServedAsLongAsItIsRenewed() {
    define("PT4S");
    // An entity of its own: a hash lives as long as the longest of its views asks.
    ingest("77,2026-01-01T00:00:00Z,100,a");
    Awaitility.await()
        .during(Duration.ofSeconds(7))
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          run("{\"views\": [\"%s\"]}");
          return bp(77).equals("[100.0]");
        });
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          run("{\"views\": [\"%s\"], \"renew\": false}");
          return bp(77).equals("[null]");
        });
  }

  @Test
  void feastsClientWaitsForTheEnd() {
    ingest("1,2026-01-01T00:00:00Z,100,a");
    Api.Answer done =
        api.post(
            "/materialize",
            """
            {"start_ts": "2025-12-31T00:00:00", "end_ts": "2026-02-01T00:00:00+00:00",
             "feature_views": ["%s"]}
            """
                .formatted(view));
    assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
    assertThat(bp(1)).isEqualTo("[100.0]");
    Api.Answer bad = api.post("/materialize", "{\"feature_views\": [\"%s\"]}".formatted(view));
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.body().at("/message").asString()).contains("start_ts");
  }

  private int number() {
    return api.get("/api/v1/views/" + view).body().at("/number").asInt();
  }

  private Snapshot ingest(String... rows) {
    return ingest(new Snapshot.Change.Append(), rows);
  }

  private Snapshot ingest(Snapshot.Change change, String... rows) {
    try {
      Path file = Files.createTempFile(folder, "rows", ".csv");
      Files.writeString(file, "patient_id,event_time,bp,ward\n" + String.join("\n", rows) + "\n");
      return ingestion
          .ingest(
              Project.DEFAULT,
              view,
              new Ingestion.RowSource(file, RowFiles.Format.CSV, "test"),
              change,
              CALLER)
          .snapshot();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void run(String body) {
    Api.Answer started = api.post("/api/v1/materializations", body.formatted(view));
    assertThat(started.status()).as("%s", started.body()).isEqualTo(202);
    String id = started.body().at("/items/0/id").asString();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() ->
            !api.get("/api/v1/materializations/" + id).body().at("/finishedAt").isMissingNode());
    Api.Answer ended = api.get("/api/v1/materializations/" + id);
    assertThat(ended.body().at("/state").asString()).as("%s", ended.body()).isEqualTo("succeeded");
  }

  private String bp(int patient) {
    return api.online(view + ":bp", patient);
  }
}
