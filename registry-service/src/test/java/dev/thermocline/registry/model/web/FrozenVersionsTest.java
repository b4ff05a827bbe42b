package dev.thermocline.registry.model.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.model.FreezeSweeper;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of a version's files: copied once, checked, and safe from then on. */
class FrozenVersionsTest extends ModelCalls {
  private static final byte[] MLMODEL =
      """
      flavors: {}
      signature:
        inputs: '[{"type": "double", "name": "bp", "required": true}]'
        outputs: '[{"type": "double"}]'
        params: null
      """
          .getBytes(UTF_8);

  private final JdbcTemplate jdbc;
  private final ObjectStore store;
  private final FreezeSweeper sweeper;
  private final String frozenBucket = SERVERS.s3().bucket("model-artifacts");

  FrozenVersionsTest(
      @LocalServerPort int port,
      @Autowired JdbcTemplate jdbc,
      @Autowired ObjectStore store,
      @Autowired FreezeSweeper sweeper) {
    super(port);
    this.jdbc = jdbc;
    this.store = store;
    this.sweeper = sweeper;
  }

  private Answer register(String run) {
    return client.send(
        "POST",
        "/api/v1/models/" + model + "/versions",
        "{\"source\":\"runs:/" + run + "/model\",\"runId\":\"" + run + "\"}");
  }

  @Test
  void copiesAVersionOfAModelWhoseNameBeginsLikeALoggedModel() throws Exception {
    createModel();
    String run = client.run(jdbc, "MLmodel", MLMODEL);
    register(run);

    Answer copied =
        client.send(
            "POST",
            "/api/v1/models/" + model + "/versions",
            "{\"source\":\"models:/" + model + "/1\"}");

    assertThat(model).startsWith("m-");
    assertThat(copied.status()).as(copied.body().toString()).isEqualTo(201);
    assertThat(copied.body().path("version").asString()).isEqualTo("2");
  }

  @Test
  void freezesWhatARunLoggedWithinTheRequest() throws Exception {
    createModel();
    String run = client.run(jdbc, "MLmodel", MLMODEL, "data/w.bin", new byte[] {1, 2, 3});

    Answer made = register(run);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("status").asString()).isEqualTo("READY");
    assertThat(made.body().path("version").asString()).isEqualTo("1");
    assertThat(made.body().at("/signature/inputs/0/name").asString()).isEqualTo("bp");
    String prefix = made.body().path("prefix").asString();
    byte[] manifest = store.read(new ObjectAddress(frozenBucket, prefix + "manifest.json"), 9999);
    assertThat(made.body().path("manifestDigest").asString()).isEqualTo(Sha256.of(manifest));
    assertThat(new String(manifest, UTF_8))
        .isEqualTo(
            "{\"model\":\""
                + model
                + "\",\"version\":\"1\",\"files\":[{\"path\":\"MLmodel\",\"size\":"
                + MLMODEL.length
                + ",\"sha256\":\""
                + Sha256.of(MLMODEL)
                + "\",\"mediaType\":\"application/octet-stream\"},{\"path\":\"data/w.bin\","
                + "\"size\":3,\"sha256\":\""
                + Sha256.of(new byte[] {1, 2, 3})
                + "\",\"mediaType\":\"application/octet-stream\"}]}");
    assertThat(store.read(new ObjectAddress(frozenBucket, prefix + "files/data/w.bin"), 9))
        .containsExactly(1, 2, 3);
  }

  @Test
  void servesTheFrozenCopyAfterTheRunIsGone() {
    createModel();
    String run = client.run(jdbc, "MLmodel", MLMODEL);
    Answer made = register(run);
    client.send("DELETE", "/api/2.0/mlflow-artifacts/artifacts/901/" + run, null);

    Answer file =
        client.get(
            made.body()
                    .path("artifactUri")
                    .asString()
                    .replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/")
                + "/MLmodel");

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.raw().body()).isEqualTo(MLMODEL);
  }

  @Test
  void neverServesAFileThatChangedBehindItsBack() {
    createModel();
    Answer made = register(client.run(jdbc, "MLmodel", MLMODEL));
    byte[] forged = MLMODEL.clone();
    forged[0] ^= 1;
    store.put(
        new ObjectAddress(frozenBucket, made.body().path("prefix").asString() + "files/MLmodel"),
        forged,
        PutOptions.overwrite());

    int status;
    try {
      status =
          client
              .get(
                  made.body()
                          .path("artifactUri")
                          .asString()
                          .replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/")
                      + "/MLmodel")
              .status();
    } catch (UncheckedIOException brokenOff) {
      status = 599;
    }

    assertThat(status).isGreaterThanOrEqualTo(500);
  }

  @Test
  void saysWhyAVersionCannotBeFrozen() {
    createModel();

    Answer made = register(client.run(jdbc));

    assertThat(made.body().path("status").asString()).isEqualTo("FAILED_REGISTRATION");
    assertThat(made.body().path("statusMessage").asString()).contains("no files");
  }

  @Test
  void endsInTheSameFilesWhenAFreezeIsInterruptedAtAnyPoint() {
    createModel();
    String run = client.run(jdbc, "MLmodel", MLMODEL, "a", new byte[9], "b", new byte[7]);
    Answer first = register(run);
    String prefix = first.body().path("prefix").asString();
    // What a kill leaves: nothing, some files, all files, or everything but the row.
    List<List<String>> lost =
        List.of(
            List.of("manifest.json", "files/MLmodel", "files/a", "files/b"),
            List.of("manifest.json", "files/a"),
            List.of("manifest.json"),
            List.of());
    for (List<String> each : lost) {
      each.forEach(key -> store.delete(new ObjectAddress(frozenBucket, prefix + key)));
      jdbc.update(
          """
          UPDATE model_version SET status = 'PENDING_REGISTRATION', manifest_digest = NULL,
            leased_until = now() - interval '1 second' WHERE prefix = ?
          """,
          prefix);

      // The schedule may be faster than this call; either way it ends.
      int _ = sweeper.resume();
      Answer again = client.get("/api/v1/models/" + model + "/versions/1");
      long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!again.body().path("status").asString().equals("READY") && System.nanoTime() < until) {
        again = client.get("/api/v1/models/" + model + "/versions/1");
      }

      assertThat(again.body().path("status").asString()).isEqualTo("READY");
      assertThat(again.body().path("manifestDigest"))
          .isEqualTo(first.body().path("manifestDigest"));
    }
  }

  @Test
  void removesFrozenFilesThatNoVersionOwns() {
    createModel();
    Answer made = register(client.run(jdbc, "MLmodel", MLMODEL));
    String owned = made.body().path("prefix").asString();
    String orphan = "lost-" + UUID.randomUUID() + "/v1/";
    store.put(
        new ObjectAddress(frozenBucket, orphan + "files/x"), new byte[1], PutOptions.create());

    List<String> removed = sweeper.removeOrphans(Duration.ofDays(-1));

    assertThat(removed).contains(orphan).doesNotContain(owned);
  }

  @Test
  void neverMixesAModelWithItsNamesake() {
    createModel();
    String run = client.run(jdbc, "MLmodel", MLMODEL);
    String first = register(run).body().path("prefix").asString();
    client.send("DELETE", "/api/v1/models/" + model, null);
    createModel();

    Answer made = register(run);

    assertThat(made.body().path("version").asString()).isEqualTo("1");
    assertThat(made.body().path("prefix").asString()).isNotEqualTo(first);
  }
}
