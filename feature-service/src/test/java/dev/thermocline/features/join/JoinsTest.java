package dev.thermocline.features.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.disk.DiskCache;
import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.RunningOffline;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Orders for joins beyond a list of entity rows, and what is not fetched twice. */
class JoinsTest extends RunningOffline {
  private final DiskCache cache;

  @Autowired
  JoinsTest(DiskCache cache) {
    this.cache = cache;
  }

  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void joinsEveryMomentOfARangeAtWhichSomethingBecameKnown() throws IOException {
    ingest(ROWS);
    JsonNode job =
        joined(
            "{\"features\": [\"VIEW:bp\"], \"range\": {\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}}");
    assertThat(job.path("result").path("rows").asLong()).isEqualTo(2);
    assertThat(rows(job, "patient_id, bp"))
        .containsExactly(List.of(1L, 110.5), Arrays.asList(2L, null));
    assertThat(
            api.post(
                    "/api/v1/joins",
                    "{\"features\": [\"%s:bp\"], \"range\": {\"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}}"
                        .formatted(view))
                .status())
        .isEqualTo(400);
  }

  @Test
  void takesNoByteOfTheHistoryFromObjectStorageTheSecondTime() throws IOException {
    long before = cache.statistics().fetchedBytes();
    // Bytes of its own: the cache knows files by their digests, whoever brought them.
    ingest(ROWS.replace("110.5", "147.25"));
    // The range stands for entity rows, so that nothing else is fetched.
    String order =
        "{\"features\": [\"VIEW:bp\"], \"range\": {\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-03T00:00:00Z\"}}";
    joined(order);
    found(ofView("/snapshots/1/statistics"));
    long first = cache.statistics().fetchedBytes();
    assertThat(first).isGreaterThan(before);
    joined(order);
    assertThat(cache.statistics().fetchedBytes()).isEqualTo(first);
  }

  @Test
  void refusesJoinsOfNoRowsOfAMillionColumnsAndOfViewsWithOddNames() {
    ingest(ROWS);
    String empty =
        api.upload(
                "/api/v1/joins/entity-rows",
                "text/csv",
                "patient_id,event_timestamp\n".getBytes(UTF_8))
            .body()
            .path("path")
            .asString();
    JsonNode none = join("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + empty + "\"}");
    assertThat(none.path("failure").path("message").asString()).contains("no entity rows");
    String many = ("\"" + view + ":bp\",").repeat(100_000);
    Answer wide =
        api.post("/api/v1/joins", "{\"features\": [" + many + "\"a:b\"], " + PROBES + "}");
    assertThat(wide.status()).isIn(400, 413);
    for (String odd : List.of("a%20b", "%22;drop", "..%2F..", "%00", "v%C3%A4")) {
      Answer answer =
          api.upload("/api/v1/views/" + odd + "/snapshots", "text/csv", ROWS.getBytes(UTF_8));
      assertThat(answer.status()).as(odd).isBetween(400, 404);
    }
    byte[] header = ("c,".repeat(600_000) + "c\n").getBytes(UTF_8);
    assertThat(uploaded("text/csv", header).status()).isEqualTo(422);
  }
}
