package dev.thermocline.features.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.RunningOffline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is known of the values of each snapshot. */
class StatisticsTest extends RunningOffline {
  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void comparesTheStatisticsOfTwoSnapshots() {
    ingest(ROWS);
    ingest(
        "patient_id,event_time,bp\n1,2026-01-03T00:00:00Z,120.5\n1,2026-01-04T00:00:00Z,130.5\n");
    JsonNode bp = found(ofView("/snapshots/2/statistics/since/1")).path("items").get(0);
    assertThat(bp.path("before").path("mean").asDouble()).isEqualTo(115.5);
    assertThat(bp.path("after").path("mean").asDouble()).isEqualTo(125.5);
    assertThat(bp.path("meanShift").asDouble()).isEqualTo(2.0);
    assertThat(bp.path("spread").asDouble()).isEqualTo(1.0);
    assertThat(bp.path("nullShare").asDouble()).isEqualTo(-1.0 / 3);
  }

  @Test
  void keepsStatisticsOfEachSnapshot() {
    ingest(ROWS + "1,2026-01-03T00:00:00Z,130.5\n");
    JsonNode bp = found(ofView("/snapshots/1/statistics")).path("items").get(0);
    assertThat(bp.path("count").asLong()).isEqualTo(3);
    assertThat(bp.path("nulls").asLong()).isEqualTo(1);
    assertThat(bp.path("least").asString()).isEqualTo("110.5");
    assertThat(bp.path("mean").asDouble()).isEqualTo(120.5);
    assertThat(bp.path("histogram").get(0).asLong()).isEqualTo(1);
    assertThat(bp.path("histogram").get(19).asLong()).isEqualTo(1);
  }
}
