package dev.thermocline.features.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.RunningOffline;
import dev.thermocline.features.duckdb.DuckSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Rows as Arrow, in and out. */
class ArrowTest extends RunningOffline {
  private final ArrowConversion arrow;

  @Autowired
  ArrowTest(ArrowConversion arrow) {
    this.arrow = arrow;
  }

  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void takesArrowInAndGivesItOut() throws IOException {
    byte[] history =
        arrow(
            "SELECT 1::INTEGER AS patient_id, TIMESTAMPTZ '2026-01-01 02:00:00+02' AS event_time, 5::FLOAT AS bp UNION ALL SELECT 2, TIMESTAMPTZ '2026-01-01 00:00:00+00', NULL");
    Answer taken = uploaded(ARROW, history);
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    assertThat(taken.body().path("rows").asLong()).isEqualTo(2);
    byte[] probes =
        arrow(
            "SELECT i AS n, 1 + i % 2 AS patient_id, TIMESTAMP_MS '2026-01-01 00:00:00.001' AS event_timestamp, CASE i % 3 WHEN 0 THEN 'a' ELSE 'b' END::ENUM('b', 'a') AS kind FROM range(100000) t(i)");
    String path =
        api.upload("/api/v1/joins/entity-rows", ARROW, probes).body().path("path").asString();
    JsonNode job = joined("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + path + "\"}");

    byte[] answer = api.download("/api/v1/joins/" + id(job) + "/rows", "Accept", ARROW);
    Path file = Files.write(folder.resolve("answer.arrow"), answer);
    Path back = folder.resolve("answer.parquet");
    arrow.toParquet(file, back);

    try (DuckSession session = sessions.open()) {
      String seen =
          session.first(
              "SELECT count(*) || ' ' || sum(bp) || ' ' || min(kind) || ' ' || bool_and(n = file_row_number) FROM read_parquet('%s', file_row_number = true)"
                  .formatted(back),
              row -> row.getString(1));
      assertThat(seen).isEqualTo("100000 250000.0 a true");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "40", "200", "-1"})
  void refusesArrowThatIsCutOffOrNoArrowAtAll(int length) throws IOException {
    byte[] whole =
        length < 0
            ? "hello, this is no Arrow at all".getBytes(UTF_8)
            : Arrays.copyOf(
                arrow("SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5 AS bp"),
                length);
    Answer answer = uploaded(ARROW, whole);

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).isNotBlank().doesNotContain("/tmp");
    assertThat(api.get(ofView("/snapshots")).body().path("items")).isEmpty();
  }

  @Test
  void refusesArrowWhoseOffsetsPointBeyondItsBytes() throws IOException {
    byte[] good =
        arrow(
            "SELECT i AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp, 'text' || i AS note FROM range(1000) t(i)");
    int refused = 0;
    for (int at = good.length / 2; at < good.length - 64; at += good.length / 40) {
      byte[] bad = good.clone();
      Arrays.fill(bad, at, at + 16, (byte) 0x7f);
      int status = uploaded(ARROW, bad).status();
      assertThat(status).isIn(201, 422);
      refused += status == 422 ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  private byte[] arrow(String select) throws IOException {
    Path made = folder.resolve("made.arrow");
    arrow.toArrow(Files.write(folder.resolve("rows.parquet"), parquet(select)), made);
    return Files.readAllBytes(made);
  }
}
