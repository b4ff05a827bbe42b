package dev.thermocline.registry.lineage.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.testkit.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class LineageTest {
  private static final Servers SERVERS = Servers.of(LineageTest.class);
  private static final String BUCKET = SERVERS.s3().bucket("training-data");

  private final RegistryClient client;
  private final JdbcTemplate jdbc;
  private final ObjectStore store;
  private final String name = "n" + UUID.randomUUID().toString().substring(0, 8);

  LineageTest(
      @LocalServerPort int port, @Autowired JdbcTemplate jdbc, @Autowired ObjectStore store) {
    this.client = new RegistryClient(port);
    this.jdbc = jdbc;
    this.store = store;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  /** A version of the dataset by that name, made by a join of snapshot 12; its answer. */
  private Answer joined(String folder, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    store.put(new ObjectAddress(BUCKET, folder + "rows.txt"), bytes, PutOptions.overwrite());
    Answer made =
        client.send(
            "POST",
            "/api/v1/datasets/" + name + "/versions",
            """
            {"source":{"kind":"join","joinId":"j","prefix":"s3://%s/%s",
              "files":[{"path":"rows.txt","size":%d,"sha256":"%s"}],
              "snapshots":[{"view":"%s","number":12},{"view":"labs","number":3}]}}
            """
                .formatted(BUCKET, folder, bytes.length, Sha256.of(bytes), name));
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return made;
  }

  private String folder() {
    return "curated/joins/" + UUID.randomUUID() + "/";
  }

  private void log(String run, String digest, String source) {
    log(run, name, digest, source);
  }

  private void log(String run, String dataset, String digest, String source) {
    Answer logged =
        client.send(
            "POST",
            "/api/2.0/mlflow/runs/log-inputs",
            """
            {"run_id":"%s","datasets":[{"dataset":{"name":"%s","digest":"%s","source_type":"s3",
              "source":"%s"},"tags":[]}]}
            """
                .formatted(run, dataset, digest, source.replace("\"", "\\\"")));
    assertThat(logged.status()).as(logged.body().toString()).isEqualTo(200);
  }

  private String loggedModel(String run) {
    Answer made =
        client.send(
            "POST",
            "/api/2.0/mlflow/logged-models",
            "{\"experiment_id\":\"901\",\"name\":\"m\",\"source_run_id\":\"" + run + "\"}");
    return made.body().at("/model/info/model_id").asString();
  }

  private void version(String source, String run, String loggedModel) {
    client.send("POST", "/api/v1/models", "{\"name\":\"" + name + "\"}");
    Answer made =
        client.send(
            "POST",
            "/api/v1/models/" + name + "/versions",
            "{\"source\":\"%s\",\"runId\":\"%s\"%s}"
                .formatted(
                    source,
                    run,
                    loggedModel.isEmpty() ? "" : ",\"loggedModelId\":\"" + loggedModel + "\""));
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
  }

  private void deploy(String version) {
    Answer made =
        client.send(
            "PUT",
            "/api/v1/deployments/" + name,
            """
            {"arms":[{"weight":100,"version":{"model":"%s","version":"%s"}}]}
            """
                .formatted(name, version));
    assertThat(made.status()).as(made.body().toString()).isEqualTo(200);
  }

  private List<String> edges(String query) {
    Answer answer = client.get("/api/v1/lineage?" + query);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    List<String> edges = new ArrayList<>();
    answer
        .body()
        .path("edges")
        .forEach(
            each -> edges.add(each.path("from").asString() + " > " + each.path("to").asString()));
    return edges;
  }

  @Test
  void leadsFromSnapshotsToDeploymentsAndBack() {
    Answer dataset = joined(folder(), name);
    String run = client.run(jdbc, "MLmodel", "flavors: {}".getBytes(UTF_8));
    log(run, dataset.body().path("mlflowDigest").asString(), "{}");
    String model = loggedModel(run);
    client.upload("901/models/" + model + "/artifacts/MLmodel", "flavors: {}".getBytes(UTF_8));
    version("models:/" + model, run, model);
    deploy("1");
    String[] chain = {
      "snapshot:" + name + "/12 > dataset:" + name + "/1",
      "dataset:" + name + "/1 > run:" + run,
      "run:" + run + " > loggedModel:" + model,
      "loggedModel:" + model + " > version:" + name + "/1",
      "version:" + name + "/1 > deployment:" + name
    };
    String other = "snapshot:labs/3 > dataset:" + name + "/1";

    assertThat(edges("snapshot=" + name + "/12&direction=down")).containsExactlyInAnyOrder(chain);
    assertThat(edges("deployment=" + name + "&direction=up"))
        .containsExactlyInAnyOrder(chain[0], chain[1], chain[2], chain[3], chain[4], other);
    for (String start :
        List.of(
            "dataset=" + name + "/1",
            "run=" + run,
            "loggedModel=" + model,
            "version=" + name + "/1")) {
      assertThat(edges(start))
          .containsExactlyInAnyOrder(chain[0], chain[1], chain[2], chain[3], chain[4], other);
    }
    assertThat(edges("run=" + run + "&direction=up"))
        .containsExactlyInAnyOrder(chain[0], chain[1], other);
  }

  @Test
  void findsTheVersionOfARunWithoutALoggedModel() {
    String run = client.run(jdbc, "MLmodel", "flavors: {}".getBytes(UTF_8));
    version("runs:/" + run + "/model", run, "");

    assertThat(edges("version=" + name + "/1"))
        .containsExactly("run:" + run + " > version:" + name + "/1");
  }

  @Test
  void followsCopiesOfAVersion() {
    String run = client.run(jdbc, "MLmodel", "flavors: {}".getBytes(UTF_8));
    version("runs:/" + run + "/model", run, "");
    version("models:/" + name + "/1", run, "");

    assertThat(edges("version=" + name + "/2&direction=up"))
        .contains("version:" + name + "/1 > version:" + name + "/2");
  }

  @Test
  void linksARunByThePlaceOfItsDataWhenItsDigestSaysNothing() {
    String folder = folder();
    joined(folder, name + "a");
    String run = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
    String inside = "{\"uri\": \"s3://" + BUCKET + "/" + folder + "rows.txt\"}";
    log(run, "5d41402a", inside);
    String beside = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
    log(beside, "5d41402b", "{\"uri\": \"s3://" + BUCKET + "/" + folder.replace("/", "x/") + "\"}");

    assertThat(edges("run=" + run + "&direction=up"))
        .contains("dataset:" + name + "/1 > run:" + run);
    assertThat(edges("dataset=" + name + "/1&direction=down"))
        .containsExactly("dataset:" + name + "/1 > run:" + run);
    assertThat(edges("run=" + beside + "&direction=up")).isEmpty();
  }

  @Test
  void takesOfEqualContentsTheDatasetThatTheRunNamed() {
    String text = UUID.randomUUID().toString();
    Answer here = joined(folder(), text);
    client.send("POST", "/api/v1/datasets", "{\"name\":\"" + name + "b\",\"zone\":\"raw\"}");
    String upload =
        client
            .send("POST", "/api/v1/datasets/" + name + "b/uploads", "{}")
            .body()
            .path("id")
            .asString();
    client.put(
        "/api/v1/datasets/" + name + "b/uploads/" + upload + "/content?path=rows.txt",
        text.getBytes(UTF_8));
    client.send(
        "POST",
        "/api/v1/datasets/" + name + "b/versions",
        "{\"source\":{\"kind\":\"upload\",\"upload\":\"" + upload + "\"}}");
    String digest = here.body().path("mlflowDigest").asString();
    String named = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
    log(named, name + "b", digest, "{}");
    String unnamed = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
    log(unnamed, "dataset", digest, "{}");

    assertThat(edges("run=" + named)).containsExactly("dataset:" + name + "b/1 > run:" + named);
    assertThat(edges("run=" + unnamed))
        .contains("dataset:" + name + "/1 > run:" + unnamed)
        .contains("dataset:" + name + "b/1 > run:" + unnamed);
  }

  @Test
  void picksOfTwoVersionsAtOnePlaceTheOneThatTheRunCouldSee() {
    String folder = folder();
    joined(folder, name + "a");
    joined(folder, name + "b");
    jdbc.update(
        """
        UPDATE dataset_version v SET created_at = to_timestamp(1000 * v.number) FROM dataset d
        WHERE d.project = v.project AND d.dataset_id = v.dataset_id AND d.name = ?
        """,
        name);
    String source = "{\"uri\": \"s3://" + BUCKET + "/" + folder + "\"}";
    int[] starts = {500, 1500, 2500};
    List<String> read = new ArrayList<>();
    for (int start : starts) {
      String run = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
      jdbc.update("UPDATE run SET started_at = ? WHERE run_id = ?::uuid", start * 1000L, run);
      log(run, "d" + start, source);
      List<String> edges = new ArrayList<>(edges("run=" + run + "&direction=up"));
      edges.removeIf(edge -> !edge.endsWith(run));
      read.add(String.join(",", edges).replace(" > run:" + run, ""));
    }

    assertThat(read)
        .containsExactly(
            "dataset:" + name + "/1", "dataset:" + name + "/1", "dataset:" + name + "/2");
    assertThat(edges("dataset=" + name + "/2&direction=down")).hasSize(1);
    assertThat(edges("dataset=" + name + "/1&direction=down")).hasSize(2);
  }

  @Test
  void toleratesAnySourceThatARunLogs() {
    String run = client.run(jdbc, "MLmodel", "x".getBytes(UTF_8));
    for (String source :
        List.of(
            "", "{", "{\"uri\": 7}", "\"uri\":\"" + "é".repeat(5000) + "\"", "{\"uri\":\"\"}")) {
      log(run, "h" + source.hashCode(), source.replace("\\", "\\\\"));
    }

    assertThat(edges("run=" + run)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400",
    "run=x&version=y/1, 400",
    "run=x, 404",
    "run=00000000000000000000000000000000, 404",
    "version=none/1, 404",
    "version=none, 400",
    "version=@x, 400",
    "dataset=none/1, 404",
    "dataset=none, 400",
    "dataset=none/x, 400",
    "snapshot=vitals, 400",
    "snapshot=vitals/x, 400",
    "loggedModel=m-1, 404",
    "deployment=none, 404",
    "run=x&direction=sideways, 404",
    "snapshot=vitals/1&direction=sideways, 400",
    "run=a%00b, 400"
  })
  void refusesWhatNamesNothing(String query, int status) {
    assertThat(client.get("/api/v1/lineage?" + query).status()).isIn(status, 400);
  }

  @Test
  void saysNothingOfASnapshotThatNobodyJoined() {
    assertThat(edges("snapshot=" + name + "/99")).isEmpty();
  }
}
