package dev.thermocline.features.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
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
    properties = "thermocline.stream.roll-after=500ms")
class StreamTest {
  private static final Servers SERVERS = Servers.of(StreamTest.class);
  private static int sources;

  private final Api api;
  private final OfflineStore offline;
  private final PushLog log;
  private String name = "";

  @Autowired
  StreamTest(@LocalServerPort int port, OfflineStore offline, PushLog log) {
    this.api = new Api(port);
    this.offline = offline;
    this.log = log;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define() {
    name = "monitor" + sources++;
    Api.Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "pushSources": [{"name": "%1$s"}],
             "views": [{"name": "%1$s", "entity": "patient", "createdTime": "noted",
                        "source": {"push": "%1$s"},
                        "fields": [{"name": "bp", "type": "float64"},
                                   {"name": "seen", "type": "timestamp"},
                                   {"name": "raw", "type": "bytes"},
                                   {"name": "beats", "type": "array<float32>"}]}]}
            """
                .formatted(name));
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
  }

  @Test
  void aPushIsOnlineBeforeItsAnswerAndInAFileExactlyOnce() {
    for (int i = 0; i < 50; i++) {
      Api.Answer pushed = push(row(i % 7, "2026-01-01T00:00:%02d.000001Z".formatted(i), i));
      assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(200);
      assertThat(pushed.body().at("/online").asString()).isEqualTo("written");
      assertThat(bp(i % 7)).isEqualTo("[" + (double) i + "]");
    }
    List<OfflineRow> rows = awaitRows(50);
    assertThat(rows.stream().map(row -> row.values().getFirst()).sorted().toList())
        .isEqualTo(IntStream.range(0, 50).mapToObj(i -> (Object) (double) i).toList());
    OfflineRow first =
        rows.stream()
            .filter(r -> Double.valueOf(0).equals(r.values().getFirst()))
            .findFirst()
            .orElseThrow();
    assertThat(first.values().get(1)).isEqualTo(1_500_000L);
    assertThat((byte[]) first.values().get(2)).isEqualTo(new byte[] {1, 2});
    assertThat(first.values().get(3)).isEqualTo(List.of(0.1f, 2f));
    assertThat(first.created()).isNotNull();
  }

  @Test
  void aLatePushNeverHidesANewerOne() {
    push(row(1, "2026-01-02T00:00:00Z", 2));
    push(row(1, "2026-01-01T00:00:00Z", 1));
    assertThat(bp(1)).isEqualTo("[2.0]");
    assertThat(awaitRows(2)).hasSize(2);
  }

  @Test
  void aRepeatedPushWithAKeyIsOneRow() {
    for (int i = 0; i < 3; i++) {
      assertThat(
              api.post(
                      "/api/v1/push",
                      body(row(1, "2026-01-01T00:00:00Z", 5)),
                      "Idempotency-Key",
                      "once")
                  .status())
          .isEqualTo(200);
    }
    push(row(2, "2026-01-01T00:00:00Z", 6));
    awaitOffsets(4);
    assertThat(rows().stream().map(row -> row.values().getFirst()).sorted().toList())
        .isEqualTo(List.of((Object) 5.0, 6.0));
  }

  @Test
  void refusesBadRowsWholeAndNamesThem() {
    refused(body(row(1, "2026-01-01T00:00:00Z", 1) + "," + "{\"patient_id\": 1}"), 400, "rows[1]");
    refused(
        body(row(1, "2026-01-01T00:00:00Z", 1).replace("\"bp\": 1.0", "\"bp\": \"x\"")),
        400,
        "rows[0].bp");
    refused(body(row(1, "2126-01-01T00:00:00Z", 1)), 400, "2110");
    refused(body(row(1, "2109-01-01T00:00:00Z", 1)), 400, "future");
    refused(body(""), 400, "at least one");
    refused(body("7"), 400, "rows[0]");
    refused("{\"source\": \"nope\", \"rows\": [{}]}", 404, "nope");
    refused("{\"source\": \"%s\", \"to\": \"moon\", \"rows\": [{}]}".formatted(name), 400, "to");
    assertThat(bp(1)).isEqualTo("[null]");
  }

  @Test
  void aPoisonMessageIsPutAsideAndTheStreamGoesOn() {
    String topic = StreamTopics.ofSource(Project.DEFAULT, name);
    log.append(
        topic,
        List.of(
            new PushLog.Message("k", "not json", Target.ONLINE_AND_OFFLINE, null),
            new PushLog.Message("k", "{\"patient_id\": 3}", Target.ONLINE_AND_OFFLINE, null),
            new PushLog.Message(
                "k",
                row(3, "2026-01-01T00:00:00Z", 7)
                    .replace("\"bp\"", "\"noted\": \"2026-01-01\", \"bp\"")
                    .replace("\"2026-01-01\"", "\"2026-01-01T00:00:01Z\""),
                Target.ONLINE_AND_OFFLINE,
                null)));
    assertThat(awaitRows(1)).hasSize(1);
    assertThat(bp(3)).isEqualTo("[7.0]");
    List<String> reasons = deadReasons(2);
    assertThat(reasons)
        .anyMatch(r -> r.contains("not JSON"))
        .anyMatch(r -> r.contains("event_time"));
  }

  @Test
  void aDeadLetterIsListedAndSentAgainOnceWhatHinderedItIsMended() {
    String lacking =
        row(4, "2026-01-01T00:00:00Z", 8)
            .replace("\"raw\": \"AQI=\"", "\"noted\": \"2026-01-01T00:00:01Z\"");
    log.append(
        StreamTopics.ofSource(Project.DEFAULT, name),
        List.of(new PushLog.Message("k", lacking, Target.ONLINE_AND_OFFLINE, null)));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> letters().size() == 1);
    JsonNode letter = letters().get(0);
    assertThat(letter.path("reason").asString()).contains("'raw' is missing");
    assertThat(letter.path("message").asString()).isEqualTo(lacking);

    String fields =
        """
        [{"name": "bp", "type": "float64"}, {"name": "seen", "type": "timestamp"},
         {"name": "beats", "type": "array<float32>"}]\
        """;
    Api.Answer mended =
        api.post(
            "/api/v1/views/apply",
            """
            {"views": [{"name": "%1$s", "entity": "patient", "createdTime": "noted",
                        "source": {"push": "%1$s"}, "fields": %2$s}]}\
            """
                .formatted(name, fields));
    assertThat(mended.status()).as("%s", mended.body()).isEqualTo(200);
    String one =
        "{\"partition\": %s, \"offset\": %s}"
            .formatted(letter.path("partition"), letter.path("offset"));
    String twice = "{\"source\": \"%s\", \"letters\": [%s, %s]}".formatted(name, one, one);
    Api.Answer sent = api.post("/api/v1/push/dead-letters/send", twice);
    assertThat(sent.status()).as("%s", sent.body()).isEqualTo(200);

    // What comes behind both in their partition is in a file once they were dealt with.
    String behind = lacking.replace("\"patient_id\": 4", "\"patient_id\": 5");
    log.append(
        StreamTopics.ofSource(Project.DEFAULT, name),
        List.of(new PushLog.Message("k", behind, Target.ONLINE_AND_OFFLINE, null)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rows().stream().anyMatch(row -> row.keys().equals(List.of(5L))));
    assertThat(rows()).hasSize(2);
    assertThat(bp(4)).isEqualTo("[8.0]");
  }

  @Test
  void refusesDeadLettersThatAreNotThere() {
    assertThat(api.get("/api/v1/push/dead-letters?source=" + name).body().at("/items").size())
        .isZero();
    Api.Answer missing =
        api.post(
            "/api/v1/push/dead-letters/send",
            "{\"source\": \"%s\", \"letters\": [{\"partition\": 0, \"offset\": 7}]}"
                .formatted(name));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(
            api.post(
                    "/api/v1/push/dead-letters/send",
                    "{\"source\": \"%s\", \"letters\": []}".formatted(name))
                .status())
        .isEqualTo(400);
    assertThat(api.get("/api/v1/push/dead-letters?source=..").status()).isEqualTo(400);
  }

  private JsonNode letters() {
    return api.get("/api/v1/push/dead-letters?source=" + name).body().path("items");
  }

  @Test
  void feastPushesAndWritesFrames() {
    String frame =
        """
        "df": {"patient_id": [1, 2], "event_timestamp": ["2026-01-01T00:00:00", "2026-01-01T00:00:00"],
               "bp": [1.5, null], "seen": [2, null], "raw": [null, null], "beats": [[0.5], null]}
        """;
    Api.Answer pushed =
        api.post(
            "/push",
            "{\"push_source_name\": \"%s\", \"to\": \"online_and_offline\", %s}"
                .formatted(name, frame));
    assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(200);
    assertThat(bp(1)).isEqualTo("[1.5]");
    assertThat(awaitRows(2).getFirst().values().get(1)).isEqualTo(2_000_000L);
    Api.Answer written =
        api.post(
            "/write-to-online-store",
            "{\"feature_view_name\": \"%s\", %s}"
                .formatted(
                    name,
                    frame
                        .replace("2026-01-01T00:00:00", "2026-01-02T00:00:00")
                        .replace("1.5", "2.5")));
    assertThat(written.status()).as("%s", written.body()).isEqualTo(200);
    assertThat(bp(1)).isEqualTo("[2.5]");
    Api.Answer unknown = api.post("/push", "{\"push_source_name\": \"nope\", %s}".formatted(frame));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().at("/class").asString()).isEqualTo("PushSourceNotFoundException");
    Api.Answer lacking =
        api.post(
            "/push",
            "{\"push_source_name\": \"%s\", \"df\": {\"patient_id\": [1]}}".formatted(name));
    assertThat(lacking.status()).isEqualTo(422);
  }

  private String body(String rows) {
    return "{\"source\": \"%s\", \"rows\": [%s]}".formatted(name, rows);
  }

  private static String row(int patient, String event, double bp) {
    return "{\"patient_id\": %d, \"event_time\": \"%s\", \"bp\": %s, \"seen\": 1500000, \"raw\": \"AQI=\", \"beats\": [0.1, 2]}"
        .formatted(patient, event, bp);
  }

  private Api.Answer push(String row) {
    return api.post("/api/v1/push", body(row));
  }

  private String bp(int patient) {
    Api.Answer answer =
        api.post(
            "/api/v1/online/read",
            "{\"features\": [\"%s:bp\"], \"entities\": {\"patient_id\": [%d]}}"
                .formatted(name, patient));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().at("/features/0/values").toString();
  }

  private void refused(String body, int status, String named) {
    Api.Answer answer = api.post("/api/v1/push", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/detail").asString()).contains(named);
  }

  private List<OfflineRow> rows() {
    List<OfflineRow> rows = new ArrayList<>();
    offline.allRows(
        Project.DEFAULT,
        name,
        SnapshotRange.upTo(offline.latestSnapshot(Project.DEFAULT, name)),
        TimeRange.ALL,
        rows::add);
    return rows;
  }

  private List<OfflineRow> awaitRows(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> rows().size() >= count);
    return rows();
  }

  /** Waits until the messages given are all in files, however few rows they made. */
  private void awaitOffsets(int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> {
          int covered =
              offline.history(Project.DEFAULT, name).snapshots().stream()
                  .mapToInt(s -> {
                    String[] ends = s.origin().source().replaceAll(".*:", "").split("-", -1);
                    return Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]);
                  })
                  .sum();
          return covered >= messages;
        });
  }

  private List<String> deadReasons(int count) {
    List<String> reasons = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                SERVERS.kafka().bootstrap(),
                "group.id",
                "dead-" + name,
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                500),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(
          Pattern.compile(
              Pattern.quote(
                  SERVERS.kafka().topicPrefix() + StreamTopics.ofDead(Project.DEFAULT, name))));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
              reasons.add(new String(record.headers().lastHeader("reason").value(), UTF_8));
            }
            return reasons.size() >= count;
          });
    }
    return reasons.stream().collect(Collectors.toList());
  }
}
