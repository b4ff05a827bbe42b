package dev.thermocline.registry.deployment.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** What is not deployed, and why. */
class RefusedDeploymentsTest extends DeploymentCalls {
  RefusedDeploymentsTest(@LocalServerPort int port, @Autowired JdbcTemplate jdbc) {
    super(port, jdbc);
  }

  @Test
  void refusesWhatCannotBeServedWithEveryReason() {
    client.send(
        "POST", "/api/v1/models/" + model + "/versions", "{\"source\":\"s3://elsewhere/m\"}");
    String arm = "{\"weight\":%d,\"version\":{\"model\":\"" + model + "\",\"version\":\"%s\"}}";

    Answer weights =
        client.send(
            "PUT",
            path,
            "{\"arms\":[" + arm.formatted(70, "1") + "," + arm.formatted(40, "2") + "]}");
    Answer versions =
        client.send(
            "PUT",
            path,
            "{\"arms\":[" + arm.formatted(50, "3") + "," + arm.formatted(50, "@nobody") + "]}");

    assertThat(weights.status()).isEqualTo(400);
    assertThat(weights.body().path("detail").asString()).contains("110");
    assertThat(versions.status()).isEqualTo(400);
    assertThat(versions.body().path("detail").asString())
        .contains("outside our storage")
        .contains("no alias 'nobody'");
    assertThat(client.get(path).status()).isEqualTo(404);
  }

  @Test
  void refusesAVersionThatItsFeatureServiceDoesNotFit() {
    String bound = ",\"featureService\":{\"name\":\"vitals_v\",\"version\":2}";
    FEATURES.set("");
    assertThat(client.send("PUT", path, arms("1", bound)).body().path("detail").asString())
        .contains("no feature service 'vitals_v'");
    FEATURES.set(VITALS.replace("TYPE", "string"));
    assertThat(client.send("PUT", path, arms("1", bound)).body().path("detail").asString())
        .contains("'bp' is double")
        .contains("string in the feature service");

    Answer silent = client.send("PUT", path, arms("1", bound + ",\"force\":true"));
    Answer forced =
        client.send("PUT", path, arms("1", bound + ",\"force\":true,\"reason\":\"demo\""));

    assertThat(silent.status()).isEqualTo(400);
    assertThat(forced.status()).isEqualTo(200);
    JsonNode gate = client.get(path + "/revisions").body().at("/revisions/0/gate");
    assertThat(gate.path("forced").asBoolean()).isTrue();
    assertThat(gate.path("reasons")).hasSize(1);
  }

  @Test
  void holdsTheGateAlsoWhenAnAliasMoves() {
    FEATURES.set(VITALS.replace("TYPE", "float64"));
    String bound = ",\"featureService\":{\"name\":\"vitals_v\",\"version\":2}";
    assertThat(client.send("PUT", path, arms("@champion", bound)).status()).isEqualTo(200);
    FEATURES.set(VITALS.replace("\"bp\"", "\"other\"").replace("TYPE", "float64"));

    Answer moved = alias("champion", "2");

    assertThat(moved.status()).isEqualTo(400);
    assertThat(moved.body().path("detail").asString()).contains("needs the column 'bp'");
    assertThat(route().at("/arms/0/version/version").asString()).isEqualTo("1");
    assertThat(alias("champion", "1").status()).isEqualTo(200);
  }

  @Test
  void refusesAVersionThatIsNotReadyAndSaysWhatItIs() {
    jdbc.update(
        """
        UPDATE model_version v SET status = 'FAILED_REGISTRATION'
        FROM registered_model m WHERE m.model_id = v.model_id AND m.name = ? AND v.number = 2
        """,
        model);

    Answer refused = client.send("PUT", path, arms("2", ""));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("detail").asString()).contains("FAILED_REGISTRATION, not READY");
    assertThat(client.get(path).status()).isEqualTo(404);
  }

  @Test
  void refusesWeightsThatAddUpToLessThanAHundred() {
    Answer refused =
        client.send("PUT", path, arms("1", "").replace("\"weight\":100", "\"weight\":90"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("detail").asString()).contains("90");
    assertThat(client.get(path).status()).isEqualTo(404);
  }

  /** An alias takes the version that another has at that moment, so none can lead in a circle. */
  @Test
  void letsAliasesNameEachOtherWithoutACircle() {
    assertThat(alias("challenger", "2").status()).isEqualTo(200);

    Answer first = alias("champion", "@challenger");
    Answer second = alias("challenger", "@champion");
    Answer itself = alias("champion", "@champion");

    assertThat(List.of(first.status(), second.status())).containsOnly(200);
    assertThat(itself.status()).isEqualTo(400);
    assertThat(itself.body().path("detail").asString()).contains("cannot point to itself");
    assertThat(
            client
                .get("/api/v1/models/" + model + "/versions/@champion")
                .body()
                .path("version")
                .asString())
        .isEqualTo("2");
    client.send("DELETE", "/api/v1/models/" + model + "/aliases/challenger", null);
    assertThat(alias("champion", "@challenger").status()).isEqualTo(404);
    assertThat(client.send("PUT", path, arms("@champion", "")).status()).isEqualTo(200);
  }
}
