package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With a replica named, what may be a moment old is read there, and nothing else. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class ReadReplicaTest {
  private static final String COPY = "the-copy-of-this-test";

  private final Wire wire;
  private final JdbcTemplate database;

  @Autowired
  ReadReplicaTest(@LocalServerPort int port, DataSource database) {
    this.wire = new Wire(port);
    this.database = new JdbcTemplate(database);
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers servers = Servers.of(ReadReplicaTest.class);
    servers.settings().forEach((k, v) -> registry.add(k, () -> v));
    String url = servers.postgres().url();
    registry.add(
        "thermocline.postgres.replica-url",
        () -> url + (url.contains("?") ? "&" : "?") + "ApplicationName=" + COPY);
  }

  @Test
  void searchesHistoriesAndLineageAreReadFromIt() {
    String experiment = wire.newExperiment();
    String run = wire.newRun(experiment);
    wire.ok(
        wire.post(
            "runs/log-metric",
            Map.of("run_id", run, "key", "loss", "value", 0.5, "timestamp", 1, "step", 0)));
    wire.ok(wire.get("runs/get", Map.of("run_id", run)));
    assertThat(lastReadThere()).isEmpty();

    wire.ok(wire.post("runs/search", Map.of("experiment_ids", List.of(experiment))));
    assertThat(lastReadThere()).contains("FROM latest_metric");
    wire.ok(wire.get("metrics/get-history", Map.of("run_id", run, "metric_key", "loss")));
    assertThat(lastReadThere()).contains("FROM metric_point");
    wire.ok(wire.send("GET", "/api/v1/lineage?run=" + run, "", ""));
    assertThat(lastReadThere()).contains("lineage_step");
  }

  private String lastReadThere() {
    return String.join(
        "\n",
        database.queryForList(
            "SELECT query FROM pg_stat_activity WHERE application_name = ?", String.class, COPY));
  }
}
