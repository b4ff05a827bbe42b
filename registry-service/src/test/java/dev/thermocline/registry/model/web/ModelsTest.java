package dev.thermocline.registry.model.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.model.FreezeSweeper;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.TopicReader;
import dev.thermocline.testkit.Servers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class ModelsTest {
  private static final Servers SERVERS = Servers.of(ModelsTest.class);
  private static final byte[] MLMODEL =
      """
      flavors: {}
      signature:
        inputs: '[{"type": "double", "name": "bp", "required": true}]'
        outputs: '[{"type": "double"}]'
        params: null
      """
          .getBytes(UTF_8);

  private final RegistryClient client;
  private final JdbcTemplate jdbc;
  private final ObjectStore store;
  private final FreezeSweeper sweeper;
  private final String model = "m-" + UUID.randomUUID().toString().substring(0, 8);
  private final String frozenBucket = SERVERS.s3().bucket("model-artifacts");

  ModelsTest(
      @LocalServerPort int port,
      @Autowired JdbcTemplate jdbc,
      @Autowired ObjectStore store,
      @Autowired FreezeSweeper sweeper) {
    this.client = new RegistryClient(port);
    this.jdbc = jdbc;
    this.store = store;
    this.sweeper = sweeper;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  private Answer createModel() {
    return client.send("POST", "/api/v1/models", "{\"name\":\"" + model + "\"}");
  }

  private Answer register(String run) {
    return client.send(
        "POST",
        "/api/v1/models/" + model + "/versions",
        "{\"source\":\"runs:/" + run + "/model\",\"runId\":\"" + run + "\"}");
  }

  private Answer external() {
    return client.send(
        "POST", "/api/v1/models/" + model + "/versions", "{\"source\":\"s3://elsewhere/m\"}");
  }

  private Answer alias(String alias, String version) {
    return client.send(
        "PUT",
        "/api/v1/models/" + model + "/aliases/" + alias,
        "{\"version\":\"" + version + "\",\"reason\":\"because\"}");
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
  void findsVersionsByNumberLabelAndAlias() {
    createModel();
    external();
    client.send("PATCH", "/api/v1/models/" + model + "/versions/1", "{\"label\":\"v1.2.3\"}");
    alias("champion", "v1.2.3");

    for (String ref : List.of("1", "v1", "v1.2.3", "@champion")) {
      Answer found = client.get("/api/v1/models/" + model + "/versions/" + ref);
      assertThat(found.body().path("version").asString()).as(ref).isEqualTo("1");
    }
  }

  @Test
  void remembersEveryMoveOfAnAliasAndGoesBack() {
    createModel();
    external();
    external();
    external();
    alias("champion", "1");
    alias("champion", "2");
    Answer third = alias("champion", "3");
    String path = "/api/v1/models/" + model + "/aliases/champion";

    Answer back = client.send("POST", path + "/rollback", "{\"reason\":\"worse\"}");
    Answer further = client.send("POST", path + "/rollback", null);
    JsonNode moves = client.get(path + "/history").body().path("moves");

    assertThat(back.body().path("to").asString()).isEqualTo("2");
    assertThat(back.body().path("undoes").asLong())
        .isEqualTo(third.body().path("revision").asLong());
    assertThat(further.body().path("to").asString()).isEqualTo("1");
    assertThat(moves).hasSize(5);
    assertThat(moves.get(1).path("reason").asString()).isEqualTo("worse");
    assertThat(
            client
                .get(path + "?at=" + third.body().path("at").asString())
                .body()
                .path("version")
                .asString())
        .isEqualTo("3");
    assertThat(client.send("POST", path + "/rollback", null).status()).isEqualTo(400);
  }

  @Test
  void keepsTheHistoryOfStages() {
    createModel();
    external();
    external();
    String path = "/api/v1/models/" + model + "/versions/";
    client.send("PUT", path + "1/stage", "{\"stage\":\"Production\"}");
    client.send("PUT", path + "2/stage", "{\"stage\":\"production\",\"archiveExisting\":true}");

    assertThat(client.get(path + "1").body().path("stage").asString()).isEqualTo("Archived");
    assertThat(client.get(path + "1/stage/history").body().path("moves")).hasSize(2);
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

  @Test
  void givesNumbersWithoutGapsAndAHistoryInOrderToManyAtOnce() throws Exception {
    createModel();
    external();
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        done.add(
            callers.submit(() -> {
              for (int round = 0; round < 2; round++) {
                Answer made = external();
                assertThat(made.status()).isEqualTo(201);
                String number = made.body().path("version").asString();
                numbers.add(Integer.parseInt(number));
                assertThat(alias("champion", number).status()).isEqualTo(200);
              }
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }

    assertThat(new TreeSet<>(numbers))
        .containsExactlyElementsOf(IntStream.rangeClosed(2, 129).boxed().toList());
    JsonNode moves =
        client
            .get("/api/v1/models/" + model + "/aliases/champion/history?limit=1000")
            .body()
            .path("moves");
    assertThat(moves).hasSize(128);
    for (int i = 0; i + 1 < moves.size(); i++) {
      assertThat(moves.get(i).path("from")).isEqualTo(moves.get(i + 1).path("to"));
      assertThat(moves.get(i).path("revision").asLong())
          .isGreaterThan(moves.get(i + 1).path("revision").asLong());
    }
    List<String> told =
        events(258).stream()
            .filter(event -> event.path("type").asString().equals("alias.moved"))
            .map(event -> event.at("/data/to").asString())
            .toList();
    List<String> inHistory = new ArrayList<>();
    moves.forEach(move -> inHistory.addFirst(move.path("to").asString()));
    assertThat(told).isEqualTo(inHistory);
  }

  /** This model's events as they arrive on Kafka. */
  private List<JsonNode> events(int expected) {
    String key = client.get("/api/v1/models/" + model).body().path("folder").asString();
    return TopicReader.events(SERVERS, "thermocline.models", key, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST|/api/v1/models|{}",
        "POST|/api/v1/models|[]",
        "POST|/api/v1/models|{",
        "POST|/api/v1/models|{\"name\":\"a/b\"}",
        "POST|/api/v1/models|{\"name\":\"\\u0000\"}",
        "POST|/api/v1/models|{\"name\":\"\\ud800\"}",
        "POST|/api/v1/models|{\"name\":7,\"tags\":{\"a\":null}}",
        "POST|/api/v1/models|{\"name\":\"x\",\"tags\":{\"\":\"v\"}}",
        "GET|/api/v1/models?filter=name%20~%20'x'|",
        "GET|/api/v1/models?filter=name%20=%20'x|",
        "GET|/api/v1/models?orderBy=nothing|",
        "GET|/api/v1/models?limit=0|",
        "GET|/api/v1/models?limit=x|",
        "GET|/api/v1/models?pageToken=forged|",
        "GET|/api/v1/models/none|",
        "GET|/api/v1/models/none/versions/99999999999999999999|",
        "GET|/api/v1/models/none/versions/-1|",
        "GET|/api/v1/models/none/versions/@|",
        "POST|/api/v1/models/none/versions|{\"source\":\"s3://a/b\"}",
        "POST|/api/v1/models/{model}/versions|{}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"/etc/passwd\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"file:///etc/passwd\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"http://127.0.0.1/x\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"s3://a/%2e%2e/b\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"runs:/ffffffffffffffffffffffffffffffff/m\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"mlflow-artifacts:/frozen/x\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"models:/{model}/7\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"s3://a/b\",\"label\":\"7\"}",
        "PUT|/api/v1/models/{model}/aliases/v7|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/latest|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/a%20b|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{\"version\":\"@me\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{\"version\":\"5\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{}",
        "GET|/api/v1/models/{model}/aliases/me|",
        "GET|/api/v1/models/{model}/aliases/me?at=yesterday|",
        "POST|/api/v1/models/{model}/aliases/me/rollback|",
        "PUT|/api/v1/models/{model}/versions/1/stage|{\"stage\":\"Nowhere\"}",
        "DELETE|/api/v1/models/{model}/versions/1|",
        "POST|/api/v1/deployments|{}",
        "POST|/api/v1/deployments|{\"name\":\"x\",\"arms\":[null]}",
        "POST|/api/v1/deployments|{\"name\":\"../x\",\"arms\":[]}",
        "PUT|/api/v1/deployments/x|{\"arms\":[]}",
        "PUT|/api/v1/deployments/x|{\"arms\":[{\"weight\":100,\"version\":{\"model\":\"none\",\"version\":\"1\"}}]}",
        "PUT|/api/v1/deployments/x|{\"cache\":{\"ttl\":\"soon\"}}",
        "PUT|/api/v1/deployments/x|{\"cache\":{\"ttl\":\"PT-1S\"}}",
        "PUT|/api/v1/deployments/x|{\"log\":{\"sample\":\"NaN\"}}",
        "PUT|/api/v1/deployments/x|{\"runtime\":\"remote\",\"remoteUrl\":\"ftp://x\"}",
        "PUT|/api/v1/deployments/x?wait=forever|{\"arms\":[]}",
        "POST|/api/v1/deployments/none/rollback|",
        "POST|/api/v1/routing/gateways/a%20b|{\"routingRevision\":1}",
        "POST|/api/v1/routing/gateways/g|{}",
        "POST|/api/v1/routing/gateways/g|{\"routingRevision\":1,\"failures\":[null]}",
      })
  void answersBadInputWithAReason(String method, String path, String body) {
    createModel();

    Answer answer =
        client.send(
            method,
            path.replace("{model}", model),
            body == null ? null : body.replace("{model}", model));

    assertThat(answer.status()).as(path + " " + body).isBetween(400, 499);
    assertThat(answer.body().path("detail").asString()).isNotEmpty();
    assertThat(client.get("/api/v1/models/" + model).body().path("lastVersion").asInt()).isZero();
  }
}
