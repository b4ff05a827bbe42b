package dev.thermocline.features.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.RunningOffline;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Training sets as versions of datasets, and how long their files are kept. */
class TrainingSetLifeTest extends RunningOffline {
  private final TrainingSets sets;

  @Autowired
  TrainingSetLifeTest(TrainingSets sets) {
    this.sets = sets;
  }

  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void makesAJoinAVersionOfADataset() {
    ingest(ROWS);
    JsonNode job =
        join("{\"features\": [\"VIEW:bp\"], \"dataset\": \"vitals-set\", " + PROBES + "}");

    JsonNode dataset = job.path("result").path("dataset");
    assertThat(dataset.path("name").asString()).isEqualTo("vitals-set");
    assertThat(dataset.path("version").asString()).isEqualTo("7");
    assertThat(job.path("trainingSet").path("state").asString()).isEqualTo("registered");
    assertThat(job.path("result").path("schema").get(2).path("type").asString())
        .isEqualTo("float64");
    assertThat(registry.told()).contains("vitals-set 1");
    assertThat(
            api.post(
                    "/api/v1/joins",
                    "{\"features\": [\"%s:bp\"], \"dataset\": \"no name\", %s}"
                        .formatted(view, PROBES))
                .status())
        .isEqualTo(400);
  }

  @Test
  void joinsWhileTheRegistryIsAwayAndTellsItLater() {
    ingest(ROWS);
    registry.away(true);
    JsonNode job = join("{\"features\": [\"VIEW:bp\"], \"dataset\": \"later\", " + PROBES + "}");

    assertThat(job.path("state").asString()).isEqualTo("succeeded");
    assertThat(job.path("result").path("dataset").isObject()).isFalse();
    assertThat(job.path("trainingSet").path("state").asString()).isEqualTo("waiting");
    assertThat(job.path("trainingSet").path("failure").asString()).contains("does not answer");

    registry.away(false);
    sets.registerWaiting();
    JsonNode later = api.get("/api/v1/joins/" + job.path("id").asString()).body();
    assertThat(later.path("trainingSet").path("state").asString()).isEqualTo("registered");
    assertThat(later.path("trainingSet").path("dataset").path("version").asString()).isEqualTo("7");
  }

  @Test
  void sweepsTheFilesOfAJoinAfterThirtyDaysUnlessSomebodyKeepsThem() {
    ingest(ROWS);
    String swept = id(joined("{\"features\": [\"VIEW:bp\"], " + PROBES + "}"));
    String kept = id(joined("{\"features\": [\"VIEW:bp\"], " + PROBES + "}"));
    String named =
        id(joined("{\"features\": [\"VIEW:bp\"], \"dataset\": \"mine\", " + PROBES + "}"));
    assertThat(
            api.put("/api/v1/joins/" + kept + "/kept", "application/json", "{}".getBytes(UTF_8))
                .status())
        .isEqualTo(400);
    Answer keeping =
        api.put(
            "/api/v1/joins/" + kept + "/kept",
            "application/json",
            "{\"run\": \"abc\"}".getBytes(UTF_8));
    assertThat(keeping.body().path("trainingSet").path("kept").path("why").asString())
        .isEqualTo("run abc");

    clock.setAhead(Duration.ofDays(29));
    sets.sweep();
    assertThat(status(swept)).isEqualTo(200);
    clock.setAhead(Duration.ofDays(31));
    assertThat(sets.sweep()).isPositive();

    assertThat(status(swept)).isEqualTo(404);
    assertThat(api.get("/api/v1/joins/" + swept + "/rows").body().path("detail").asString())
        .contains("were removed")
        .contains("gives the same rows");
    assertThat(
            api.put(
                    "/api/v1/joins/" + swept + "/kept",
                    "application/json",
                    "{\"reason\": \"late\"}".getBytes(UTF_8))
                .status())
        .isEqualTo(404);
    assertThat(status(kept)).isEqualTo(200);
    assertThat(status(named)).isEqualTo(200);
    api.delete("/api/v1/joins/" + kept + "/kept");
    sets.sweep();
    assertThat(status(kept)).isEqualTo(404);
  }

  private int status(String join) {
    return api.status("/api/v1/joins/" + join + "/rows");
  }
}
