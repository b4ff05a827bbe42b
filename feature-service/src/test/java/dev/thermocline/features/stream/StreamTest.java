package dev.thermocline.features.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StreamTest extends RunningStream {
  @Test
  void aPushIsOnlineBeforeItsAnswerAndInAFileExactlyOnce() {
    for (int i = 0; i < 50; i++) {
      Api.Answer pushed = push(row(i % 7, "2026-01-01T00:00:%02d.000001Z".formatted(i), i));
      assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(200);
      assertThat(pushed.body().at("/online").asString()).isEqualTo("written");
      assertThat(bp(i % 7)).isEqualTo("[" + (double) i + "]");
    }
    List<OfflineRow> filed = rows.await(50);
    assertThat(filed.stream().map(row -> row.values().getFirst()).sorted().toList())
        .isEqualTo(IntStream.range(0, 50).mapToObj(i -> (Object) (double) i).toList());
    OfflineRow first =
        filed.stream()
            .filter(r -> Double.valueOf(0).equals(r.values().getFirst()))
            .findFirst()
            .orElseThrow();
    assertThat(first.values().get(1)).isEqualTo(1_500_000L);
    assertThat((byte[]) first.values().get(2)).isEqualTo(new byte[] {1, 2});
    assertThat(first.values().get(3)).isEqualTo(List.of(0.1f, 2f));
    assertThat(first.created()).isNotNull();
  }

  @Test
  void aSnapshotOfAStreamHasStatisticsWhenSomebodyAsks() {
    push(row(1, "2026-01-01T00:00:00Z", 7));
    rows.await(1);

    JsonNode statistics =
        api.get("/api/v1/views/" + name + "/snapshots/1/statistics").body().path("items");
    assertThat(statistics.get(0).path("count").asInt()).isEqualTo(1);
    assertThat(statistics.get(0).path("greatest").asString()).isEqualTo("7.0");
  }

  @Test
  void aLatePushNeverHidesANewerOne() {
    push(row(1, "2026-01-02T00:00:00Z", 2));
    push(row(1, "2026-01-01T00:00:00Z", 1));
    assertThat(bp(1)).isEqualTo("[2.0]");
    assertThat(rows.await(2)).hasSize(2);
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
    assertThat(rows.all().stream().map(row -> row.values().getFirst()).sorted().toList())
        .isEqualTo(List.of((Object) 5.0, 6.0));
  }

  @Test
  void aRowFromBeforeAColumnWasThereHasNoneOfIt() {
    String before = row(1, "2026-01-01T00:00:00Z", 5);
    push(before);
    define(
        """
        [{"name": "bp", "type": "float64"}, {"name": "seen", "type": "timestamp"},
         {"name": "raw", "type": "bytes"}, {"name": "beats", "type": "array<float32>"},
         {"name": "fever", "type": "float64"}]\
        """);
    push(row(2, "2026-01-01T00:00:00Z", 6).replace("}", ", \"fever\": 38.5}"));
    // Of a producer that has not heard of it yet, as a consumer reads it that begins again.
    log.append(
        StreamTopics.ofSource(Project.DEFAULT, name),
        List.of(
            new PushLog.Message(
                "k",
                row(3, "2026-01-01T00:00:00Z", 7)
                    .replace("}", ", \"noted\": \"2026-01-01T00:00:01Z\"}"),
                Target.ONLINE_AND_OFFLINE,
                null)));

    List<List<Object>> filed =
        rows.await(3).stream()
            .map(row -> Arrays.asList(row.values().get(0), row.values().get(4)))
            .toList();
    assertThat(filed)
        .containsExactlyInAnyOrder(
            Arrays.asList(5.0, null), Arrays.asList(6.0, 38.5), Arrays.asList(7.0, null));
    assertThat(api.online(name + ":fever", 2)).isEqualTo("[38.5]");
    assertThat(bp(3)).isEqualTo("[7.0]");
    assertThat(letters()).isEmpty();
    // Whoever pushes over HTTP is told at once.
    assertThat(push(row(1, "2026-01-01T00:00:02Z", 5)).body().at("/detail").asString())
        .contains("'fever' is missing");
  }

  @Test
  void aPushIsKeptInTheNameOfItsRequest() {
    Api.Answer pushed = push(row(1, "2026-01-01T00:00:00Z", 1), RequestId.HEADER, "push-17");
    assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(200);

    assertThat(
            header(
                messages(StreamTopics.ofSource(Project.DEFAULT, name), 1).getFirst(),
                RequestId.HEADER))
        .isEqualTo("push-17");
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
    refused(
        body(
            row(1, "2026-01-01T00:00:00Z", 1).replace("\"patient_id\": 1", "\"patient_id\": null")),
        400,
        "rows[0].patient_id");
    // Two bytes a letter: what counts are the bytes that Kafka gets.
    String huge = ", \"more\": \"" + "\u00fc".repeat(600_000) + "\"}";
    refused(body(row(1, "2026-01-01T00:00:00Z", 1).replace("}", huge)), 413, "rows[0]");
    refused(body(""), 400, "at least one");
    refused(body("7"), 400, "rows[0]");
    refused("{\"source\": \"nope\", \"rows\": [{}]}", 404, "nope");
    refused("{\"source\": \"%s\", \"to\": \"moon\", \"rows\": [{}]}".formatted(name), 400, "to");
    assertThat(bp(1)).isEqualTo("[null]");
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
    assertThat(rows.await(2).getFirst().values().get(1)).isEqualTo(2_000_000L);
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

  private void refused(String body, int status, String named) {
    Api.Answer answer = api.post("/api/v1/push", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/detail").asString()).contains(named);
  }

  /** Waits until the messages given are all in files, however few rows they made. */
  private void awaitOffsets(int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          int covered =
              rows.history().snapshots().stream()
                  .mapToInt(s -> {
                    String[] ends = s.origin().source().replaceAll(".*:", "").split("-", -1);
                    return Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]);
                  })
                  .sum();
          return covered >= messages;
        });
  }
}
