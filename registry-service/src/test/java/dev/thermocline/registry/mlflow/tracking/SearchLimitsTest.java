package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What becomes of searches that would not end. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"thermocline.auth.mode=open", "thermocline.search.timeout=1s"})
class SearchLimitsTest {
  private final Wire wire;
  private final DataSource database;

  @Autowired
  SearchLimitsTest(@LocalServerPort int port, DataSource database) {
    this.wire = new Wire(port);
    this.database = database;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(SearchLimitsTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void endsASearchThatTakesTooLongWithAdvice() throws Exception {
    String experiment = wire.newExperiment();
    wire.newRun(experiment);
    Map<String, Object> search =
        Map.of("experiment_ids", List.of(experiment), "filter", "tags.a ILIKE '%b%'");
    try (Connection other = database.getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE run_tag IN ACCESS EXCLUSIVE MODE");

      Wire.Answer answer = wire.post("runs/search", search);

      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.error()).isEqualTo("INVALID_PARAMETER_VALUE");
      assertThat(answer.text()).contains("within 1 second", "Narrow it");
      other.rollback();
    }
    wire.ok(wire.post("runs/search", search));
  }

  @Test
  void findsTheSameRunsWhereverTheBoundsOfAMetricStand() {
    String experiment = wire.newExperiment();
    for (int i = 0; i < 6; i++) {
      String run = wire.newRun(experiment);
      if (i < 5) {
        wire.ok(
            wire.post(
                "runs/log-batch",
                Map.of(
                    "run_id",
                    run,
                    "metrics",
                    List.of(
                        Map.of("key", "a", "value", i == 4 ? "NaN" : i, "timestamp", 1),
                        Map.of("key", "b", "value", -i, "timestamp", 1)),
                    "tags",
                    List.of(Map.of("key", "n", "value", "run-" + i)))));
      }
    }

    assertThat(names(experiment, "metrics.a >= 1 AND metrics.a < 3", "metrics.a DESC"))
        .isEqualTo("run-2 run-1 ");
    assertThat(names(experiment, "metrics.a >= 1 AND metrics.a < 3", "metrics.b DESC"))
        .isEqualTo("run-1 run-2 ");
    assertThat(names(experiment, "metrics.a != 2", "metrics.a ASC"))
        .isEqualTo("run-0 run-1 run-3 run-4 ");
    assertThat(names(experiment, "metrics.a != 2 AND metrics.a > 0", "metrics.a ASC"))
        .isEqualTo("run-1 run-3 ");
    assertThat(names(experiment, "tags.n LIKE 'run-_' AND tags.n != 'run-3'", "metrics.a DESC"))
        .isEqualTo("run-2 run-1 run-0 run-4 ");
    assertThat(names(experiment, "tags.n LIKE 'run-2%' AND tags.n IS NOT NULL", "tags.n ASC"))
        .isEqualTo("run-2 ");
  }

  private String names(String experiment, String filter, String order) {
    StringBuilder names = new StringBuilder();
    wire.ok(
            wire.post(
                "runs/search",
                Map.of(
                    "experiment_ids",
                    List.of(experiment),
                    "filter",
                    filter,
                    "order_by",
                    List.of(order))))
        .path("runs")
        .forEach(run ->
            run.at("/data/tags")
                .forEach(tag -> {
                  if (tag.path("key").asString().equals("n")) {
                    names.append(tag.path("value").asString()).append(' ');
                  }
                }));
    return names.toString();
  }
}
