package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import dev.thermocline.registry.experiment.RemovalReport;
import dev.thermocline.registry.experiment.Removals;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class RemovalTest {
  private static final List<String> TABLES =
      List.of(
          "run",
          "metric_point",
          "latest_metric",
          "run_param",
          "run_tag",
          "run_input",
          "run_model",
          "logged_model",
          "logged_model_metric",
          "logged_model_param");

  private final Wire wire;
  private final Removals removals;
  private final Artifacts artifacts;
  private final JdbcTemplate db;

  RemovalTest(
      @LocalServerPort int port,
      @Autowired Removals removals,
      @Autowired Artifacts artifacts,
      @Autowired JdbcTemplate db) {
    this.wire = new Wire(port);
    this.removals = removals;
    this.artifacts = artifacts;
    this.db = db;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(RemovalTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void removesWhatWasDeletedWithItsArtifactsAndNothingElse() throws Exception {
    String experiment = wire.newExperiment();
    String kept = filledRun(experiment);
    String gone = filledRun(experiment);
    wire.ok(wire.post("runs/delete", Map.of("run_id", gone)));
    String wholeExperiment = wire.newExperiment();
    filledRun(wholeExperiment);
    wire.ok(wire.post("experiments/delete", Map.of("experiment_id", wholeExperiment)));
    Instant afterAll = Instant.now().plusSeconds(1);

    RemovalReport tried = removals.remove(Project.DEFAULT, afterAll, true, doomed -> {});

    assertThat(tried.runs()).isEqualTo(2);
    assertThat(tried.experiments()).isEqualTo(1);
    assertThat(tried.loggedModels()).isEqualTo(1);
    assertThat(tried.files()).isEqualTo(2);
    assertThat(tried.bytes()).isEqualTo(10);
    assertThat(wire.get("runs/get", Map.of("run_id", gone)).status()).isEqualTo(200);

    RemovalReport done = removals.remove(Project.DEFAULT, afterAll, false, doomed -> {});

    assertThat(done).isEqualTo(new RemovalReport(false, 2, 1, 1, 2, 10, 0));
    assertThat(wire.get("runs/get", Map.of("run_id", gone)).status()).isEqualTo(404);
    assertThat(wire.get("experiments/get", Map.of("experiment_id", wholeExperiment)).status())
        .isEqualTo(404);
    assertThat(files(experiment + "/" + gone)).isZero();
    assertThat(files(experiment + "/" + kept)).isEqualTo(1);
    wire.ok(wire.get("runs/get", Map.of("run_id", kept)));
    for (String table : TABLES) {
      // The model that the removed run made was not deleted: it stays, without that run's metrics.
      long expected = table.equals("logged_model") || table.equals("logged_model_param") ? 2 : 1;
      assertThat(db.queryForObject("SELECT count(*) FROM " + table, Long.class))
          .as(table)
          .isEqualTo(expected);
    }
  }

  @Test
  void leavesWhatWasRestoredInTime() throws Exception {
    String run = wire.newRun(wire.newExperiment());
    wire.ok(wire.post("runs/delete", Map.of("run_id", run)));
    Instant after = Instant.now().plusSeconds(1);

    removals.remove(
        Project.DEFAULT,
        after,
        false,
        doomed -> wire.ok(wire.post("runs/restore", Map.of("run_id", run))));

    wire.ok(wire.get("runs/get", Map.of("run_id", run)));
    wire.ok(wire.post("runs/delete", Map.of("run_id", run)));
    removals.remove(Project.DEFAULT, Instant.now().plusSeconds(1), false, doomed -> {});
  }

  @Test
  void refusesToRemoveWhatWasDeletedJustNow() {
    assertThatThrownBy(() -> removals.before(Duration.ofSeconds(1)))
        .hasMessageContaining("deletedFor");
  }

  private String filledRun(String experiment) {
    String run = wire.newRun(experiment);
    String model =
        wire.ok(
                wire.post(
                    "logged-models",
                    Map.of(
                        "experiment_id",
                        experiment,
                        "params",
                        List.of(Map.of("key", "a", "value", "b")))))
            .at("/model/info/model_id")
            .stringValue();
    wire.ok(
        wire.post(
            "runs/log-batch",
            Map.of(
                "run_id", run,
                "metrics",
                    List.of(
                        Map.of(
                            "key", "m", "value", 1, "timestamp", 1, "step", 1, "model_id", model)),
                "params", List.of(Map.of("key", "p", "value", "1")),
                "tags", List.of(Map.of("key", "t", "value", "1")))));
    wire.ok(
        wire.post(
            "runs/log-inputs",
            Map.of(
                "run_id",
                run,
                "datasets",
                List.of(
                    Map.of(
                        "dataset",
                        Map.of("name", "d", "digest", "x", "source_type", "s", "source", "{}"))))));
    wire.ok(
        wire.post(
            "runs/outputs",
            Map.of("run_id", run, "models", List.of(Map.of("model_id", model, "step", 0)))));
    assertThat(
            wire.send(
                    "PUT",
                    "/api/2.0/mlflow-artifacts/artifacts/"
                        + experiment
                        + "/"
                        + run
                        + "/artifacts/notes.txt",
                    "hello",
                    "text/plain")
                .status())
        .isEqualTo(200);
    return run;
  }

  private long files(String folder) {
    return artifacts.below(Project.DEFAULT, ArtifactPath.of(folder), null, 10).size();
  }
}
