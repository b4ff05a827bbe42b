package dev.thermocline.features.compact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.ViewRows;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.project.Project;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "thermocline.stream.roll-after=100ms",
      "thermocline.compaction.every=0s",
      "thermocline.compaction.files=3"
    })
class CompactionTest {
  private static final int PATIENTS = 12;
  private static int views;

  private final Api api;
  private final OfflineStore offline;
  private final Compactions compactions;
  private String view = "";
  private ViewRows rows;

  @Autowired
  CompactionTest(@LocalServerPort int port, OfflineStore offline, Compactions compactions) {
    this.api = new Api(port);
    this.offline = offline;
    this.compactions = compactions;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(CompactionTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define() {
    view = "monitor" + views++;
    rows = new ViewRows(offline, view);
    ok(
        200,
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "pushSources": [{"name": "%1$s"}],
             "views": [{"name": "%1$s", "entity": "patient", "createdTime": "noted",
                        "source": {"push": "%1$s"},
                        "fields": [{"name": "bp", "type": "float64"},
                                   {"name": "note", "type": "string"}]}]}
            """
                .formatted(view)));
    for (int round = 0; round < 3; round++) {
      pushToAll(round);
    }
  }

  @Test
  void fewerFilesHoldTheSameRowsAndNoJoinSeesADifference() {
    List<OfflineRow> before = rows.all();
    ViewHistory history = rows.history();
    String digest = digest("");
    String pinned = digest(", \"snapshots\": [{\"view\": \"%s\", \"number\": 2}]".formatted(view));

    assertThat(compactions.compact(Project.DEFAULT)).isEqualTo(1);

    Snapshot made = rows.history().snapshots().getLast();
    assertThat(made.change()).isEqualTo(new Snapshot.Change.Compact(1, history.latest()));
    assertThat(rows.history().visibleAt(made.number())).hasSize(1);
    assertThat(made.files().size()).isLessThan(history.snapshots().size());
    assertThat(rows.all()).isEqualTo(before);
    assertThat(digest("")).isEqualTo(digest);
    assertThat(digest(", \"snapshots\": [{\"view\": \"%s\", \"number\": 2}]".formatted(view)))
        .isEqualTo(pinned);
    assertThat(compactions.compact(Project.DEFAULT)).isZero();
  }

  @Test
  void whatWasCompactedIsCompactedAgainWithWhatCameSince() {
    assertThat(compactions.compact(Project.DEFAULT)).isEqualTo(1);
    pushToAll(3);
    pushToAll(4);
    List<OfflineRow> before = rows.all();
    String digest = digest("");

    assertThat(compactions.compact(Project.DEFAULT)).isEqualTo(1);

    assertThat(rows.history().visibleAt(rows.history().latest())).hasSize(1);
    assertThat(rows.all()).isEqualTo(before);
    assertThat(digest("")).isEqualTo(digest);
  }

  @Test
  void aRetractionAndAReplacementReachRowsThatWereCompacted() {
    materialize();
    assertThat(compactions.compact(Project.DEFAULT)).isEqualTo(1);
    assertThat(materialize().path("changed").asLong()).isZero();
    long last = rows.history().latest();
    ok(409, retract(last));
    long retracted =
        rows.all().stream().filter(r -> r.keys().equals(List.of(5L))).toList().getLast().snapshot();

    ok(201, retract(retracted));
    assertThat(rows.all()).isNotEmpty().noneMatch(row -> row.snapshot() == retracted);
    materialize();
    assertThat(api.online(view + ":bp", 5)).isEqualTo("[5.01]");

    ok(
        201,
        api.upload(
            "/api/v1/views/%s/snapshots?replaceFrom=2026-01-01T00:00:00Z&replaceTo=2026-02-01T00:00:00Z"
                .formatted(view),
            "text/csv",
            "patient_id,event_time,noted,bp,note\n5,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,7.5,x\n"
                .getBytes(UTF_8)));
    assertThat(rows.all()).hasSize(1);
    materialize();
    assertThat(api.online(view + ":bp", 5)).isEqualTo("[7.5]");
    assertThat(api.online(view + ":bp", 6)).isEqualTo("[null]");
  }

  private Api.Answer retract(long snapshot) {
    return api.post(
        "/api/v1/views/%s/snapshots/%d/retraction".formatted(view, snapshot),
        "{\"reason\": \"a test\"}");
  }

  private static Api.Answer ok(int status, Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    return answer;
  }

  /** A row of each patient, and returns when all of them are in files. */
  private void pushToAll(int round) {
    int before = rows.history().snapshots().isEmpty() ? 0 : rows.all().size();
    String pushed =
        IntStream.range(0, PATIENTS)
            .mapToObj(i ->
                "{\"patient_id\": %d, \"event_time\": \"2026-01-01T0%d:00:00Z\", \"bp\": %d.0%d, \"note\": \"n%d\"}"
                    .formatted(i, round, i, round, round))
            .collect(Collectors.joining(", "));
    ok(
        200,
        api.post("/api/v1/push", "{\"source\": \"%s\", \"rows\": [%s]}".formatted(view, pushed)));
    assertThat(rows.await(before + PATIENTS)).hasSize(before + PATIENTS);
  }

  private String digest(String pins) {
    String probes =
        IntStream.range(0, PATIENTS * 2)
            .mapToObj(i ->
                "{\"patient_id\": %d, \"event_timestamp\": \"2100-01-01T0%d:30:00Z\"}"
                    .formatted(i % PATIENTS, i % 4))
            .collect(Collectors.joining(", "));
    Api.Answer job =
        ok(
            202,
            api.post(
                "/api/v1/joins",
                "{\"features\": [\"%1$s:bp\", \"%1$s:note\"], \"entityRows\": [%2$s]%3$s}"
                    .formatted(view, probes, pins)));
    JsonNode done = await("/api/v1/joins/" + job.body().path("id").asString());
    assertThat(done.at("/result/views/0/found").asLong()).isPositive();
    return done.at("/result/digest").asString();
  }

  private JsonNode await(String path) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> "succeeded".equals(api.get(path).body().path("state").asString()));
    return api.get(path).body();
  }

  private JsonNode materialize() {
    Api.Answer started =
        ok(202, api.post("/api/v1/materializations", "{\"views\": [\"%s\"]}".formatted(view)));
    return await("/api/v1/materializations/" + started.body().at("/items/0/id").asString());
  }
}
