package dev.thermocline.registry.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.dataset.Uploads;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.TopicReader;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "thermocline.auth.mode=open",
      "thermocline.datasets.most-files=5",
      "thermocline.datasets.most-bytes=1MB"
    })
class DatasetsTest {
  private static final Servers SERVERS = Servers.of(DatasetsTest.class);
  private static final String BUCKET = SERVERS.s3().bucket("training-data");

  private final RegistryClient client;
  private final JdbcTemplate jdbc;
  private final ObjectStore store;
  private final Uploads uploads;
  private final String name = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private final String base = "/api/v1/datasets/" + name;

  DatasetsTest(
      @LocalServerPort int port,
      @Autowired JdbcTemplate jdbc,
      @Autowired ObjectStore store,
      @Autowired Uploads uploads) {
    this.client = new RegistryClient(port);
    this.jdbc = jdbc;
    this.store = store;
    this.uploads = uploads;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  private Answer create(String zone) {
    return client.send(
        "POST",
        "/api/v1/datasets",
        "{\"name\":\"%s\",\"zone\":\"%s\",\"licence\":\"CC-BY-4.0\"}".formatted(name, zone));
  }

  private String begin() {
    return client.send("POST", base + "/uploads", "{}").body().path("id").asString();
  }

  private Answer send(String upload, String path, byte[] bytes) {
    return client.put(
        base + "/uploads/" + upload + "/content?path=" + URLEncoder.encode(path, UTF_8), bytes);
  }

  private Answer seal(String upload, String more) {
    return register("{\"source\":{\"kind\":\"upload\",\"upload\":\"" + upload + "\"}" + more + "}");
  }

  private Answer register(String body) {
    return client.send("POST", base + "/versions", body);
  }

  /** A version of these files, whose paths and contents take turns. */
  private Answer uploaded(String more, String... pathsAndTexts) {
    String upload = begin();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      assertThat(send(upload, pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(UTF_8)).status())
          .isEqualTo(200);
    }
    return seal(upload, more);
  }

  private void put(String key, byte[] bytes) {
    store.put(new ObjectAddress(BUCKET, key), bytes, PutOptions.overwrite());
  }

  private Answer prefix(String prefix) {
    return register("{\"source\":{\"kind\":\"prefix\",\"prefix\":\"" + prefix + "\"}}");
  }

  private Answer finished(Answer accepted) {
    assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
    String job = base + "/registrations/" + accepted.body().path("id").asString();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> client.get(job),
            answer ->
                !List.of("queued", "running").contains(answer.body().path("state").asString()));
  }

  private static byte[] parquet() throws IOException {
    try (InputStream file = DatasetsTest.class.getResourceAsStream("/datasets/vitals.parquet")) {
      return Objects.requireNonNull(file).readAllBytes();
    }
  }

  @Test
  void makesAVersionOfUploadedFiles() throws Exception {
    create("processed");
    String upload = begin();
    send(upload, "data/vitals.parquet", parquet());
    send(upload, "labels.csv", "id,\"la,bel\"\n1,\"x\ny\"\n2,z".getBytes(UTF_8));
    send(upload, "README.md", "twice".getBytes(UTF_8));
    send(upload, "README.md", "hello".getBytes(UTF_8));

    Answer made =
        seal(
            upload,
            ",\"splits\":[{\"name\":\"train\",\"rows\":3,\"files\":[\"data/vitals.parquet\"]}],"
                + "\"preprocessing\":\"none\"");

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().path("version").asString()).isEqualTo("1");
    assertThat(made.body().path("rows").asLong()).isEqualTo(5);
    assertThat(made.body().path("files").asInt()).isEqualTo(3);
    assertThat(made.body().path("schema").isMissingNode()).isTrue();
    assertThat(made.body().path("mlflowDigest").asString())
        .isEqualTo(made.body().path("digest").asString().substring(0, 32));
    assertThat(made.body().path("location").asString())
        .isEqualTo("s3://" + BUCKET + "/processed/" + name + "/" + upload + "/");
    Answer files = client.get(base + "/versions/1/files");
    assertThat(files.body().at("/files/1/path").asString()).isEqualTo("data/vitals.parquet");
    assertThat(files.body().at("/files/1/sha256").asString()).isEqualTo(Sha256.of(parquet()));
    assertThat(files.body().at("/files/1/rows").asLong()).isEqualTo(3);
    assertThat(files.body().at("/files/2/rows").asLong()).isEqualTo(2);
    Answer content = client.get(base + "/versions/1/content?path=README.md");
    assertThat(new String(content.raw().body(), UTF_8)).isEqualTo("hello");
    assertThat(
            client
                .get(
                    base + "/versions/1/content?path=README.md",
                    "If-None-Match",
                    content.raw().headers().firstValue("etag").orElseThrow())
                .status())
        .isEqualTo(304);
  }

  @Test
  void readsTheColumnsOfParquet() throws Exception {
    create("raw");
    String upload = begin();
    send(upload, "a.parquet", parquet());

    Answer made = seal(upload, "");

    List<String> columns = new ArrayList<>();
    made.body()
        .path("schema")
        .forEach(
            each -> columns.add(each.path("name").asString() + " " + each.path("type").asString()));
    assertThat(columns)
        .containsExactly(
            "id int64",
            "bp float64",
            "name string",
            "at timestamp",
            "waves array<float32>",
            "raw bytes",
            "ok bool",
            "small int8",
            "deep struct");
  }

  @Test
  void answersTheVersionThatHasTheSameContent() {
    create("raw");
    Answer first = uploaded("", "a.csv", "x\n1\n", "b.txt", "b");
    uploaded("", "a.csv", "x\n2\n");

    Answer again = uploaded("", "b.txt", "b", "a.csv", "x\n1\n");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    String digest = first.body().path("digest").asString();
    assertThat(client.get(base + "/versions/" + digest).body()).isEqualTo(first.body());
    assertThat(client.get(base + "/versions/" + digest.substring(0, 32)).body())
        .isEqualTo(first.body());
    assertThat(client.get(base + "/versions/latest").body().path("version").asString())
        .isEqualTo("2");
    assertThat(uploaded(",\"preprocessing\":\"other\"", "b.txt", "b", "a.csv", "x\n1\n").status())
        .isEqualTo(409);
  }

  @Test
  void saysWhatDiffersBetweenTwoVersions() {
    create("raw");
    uploaded("", "a.csv", "x,y\n1,2\n", "same.txt", "s", "gone.txt", "g");
    uploaded("", "a.csv", "x,z\n1,2\n3,4\n", "same.txt", "s", "new.txt", "n");

    Answer compared = client.get(base + "/versions/1/comparison?with=2");

    assertThat(compared.body().path("sameData").asBoolean()).isFalse();
    assertThat(compared.body().path("sameRows").asBoolean()).isFalse();
    List<String> files = new ArrayList<>();
    compared
        .body()
        .path("files")
        .forEach(
            each -> files.add(each.path("change").asString() + " " + each.path("path").asString()));
    assertThat(files).containsExactly("changed a.csv", "removed gone.txt", "added new.txt");
    assertThat(compared.body().at("/from/rows").asLong()).isEqualTo(1);
    assertThat(compared.body().at("/to/rows").asLong()).isEqualTo(2);
    List<String> columns = new ArrayList<>();
    compared.body().path("columns").forEach(each -> columns.add(each.path("name").asString()));
    assertThat(columns).containsExactly("y", "z");
    Answer same = client.get(base + "/versions/1/comparison?with=1");
    assertThat(same.body().path("sameData").asBoolean()).isTrue();
    assertThat(same.body().path("files").isEmpty()).isTrue();
  }

  @Test
  void registersFilesWhereTheyLie() throws Exception {
    create("raw");
    put("raw/" + name + "/1/a.parquet", parquet());
    put("raw/" + name + "/1/b.parquet", parquet());

    Answer job = finished(prefix("s3://" + BUCKET + "/raw/" + name + "/1"));

    assertThat(job.body().path("state").asString())
        .as(job.body().toString())
        .isEqualTo("succeeded");
    assertThat(job.body().at("/result/version").asString()).isEqualTo("1");
    Answer version = client.get(base + "/versions/1");
    assertThat(version.body().path("rows").asLong()).isEqualTo(6);
    assertThat(version.body().at("/schema/0/name").asString()).isEqualTo("id");
    assertThat(version.body().path("origin").asString()).isEqualTo("prefix");
  }

  @Test
  void noticesAFileThatWasChangedBehindItsBack() {
    create("raw");
    String key = "raw/" + name + "/1/a.txt";
    put(key, "first".getBytes(UTF_8));
    finished(prefix("raw/" + name + "/1/"));
    put(key, "other".getBytes(UTF_8));

    Answer changed = client.get(base + "/versions/1/content?path=a.txt");

    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.body().path("code").asString()).isEqualTo("source-changed");
    assertThat(changed.body().path("detail").asString()).contains("a.txt");
  }

  @Test
  void refusesAPrefixThatIsEmptyOrHuge() {
    create("raw");
    for (int i = 0; i < 6; i++) {
      put("raw/" + name + "/many/" + i, new byte[1]);
    }
    put("raw/" + name + "/large/1", new byte[1024 * 1024 + 1]);

    assertThat(prefix("raw/" + name + "/none/").body().path("detail").asString())
        .startsWith("There are no files below s3://" + BUCKET + "/raw/" + name + "/none/");
    assertThat(prefix("raw/" + name + "/many/").body().path("detail").asString())
        .startsWith("There are more than 5 files below");
    assertThat(prefix("raw/" + name + "/large/").body().path("detail").asString())
        .contains("1048577 bytes");
    assertThat(client.get(base + "/versions").body().path("versions").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processed/x/",
        "elsewhere/x/",
        "s3://another-bucket/raw/x/",
        "raw/../curated/",
        "/raw/x/",
        "raw//x/",
        "projects/other/raw/x/",
        ""
      })
  void refusesAPrefixThatIsNotOfItsZone(String prefix) {
    create("raw");
    put("processed/x/1", new byte[1]);

    assertThat(prefix(prefix).status()).isIn(400, 409);
  }

  @Test
  void registersWhatAJoinMadeAndMakesTheDataset() throws Exception {
    String folder = "curated/joins/" + UUID.randomUUID() + "/";
    put(folder + "part-0.parquet", parquet());

    Answer made = register(join(folder, parquet().length, Sha256.of(parquet()), 3));

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().path("origin").asString()).isEqualTo("join");
    assertThat(made.body().at("/snapshots/0/view").asString()).isEqualTo("vitals");
    assertThat(made.body().at("/snapshots/0/number").asLong()).isEqualTo(12);
    assertThat(made.body().path("rowsDigest").asString()).isEqualTo("r1");
    assertThat(client.get(base).body().path("zone").asString()).isEqualTo("curated");
    assertThat(register(join(folder, parquet().length, Sha256.of(parquet()), 3)).status())
        .isEqualTo(200);
  }

  private static String join(String folder, long size, String sha256, long rows) {
    return """
    {"source":{"kind":"join","joinId":"j1","prefix":"s3://%s/%s",
      "files":[{"path":"part-0.parquet","size":%d,"sha256":"%s"}],
      "snapshots":[{"view":"vitals","number":12}]},
     "rows":%d,"rowsDigest":"r1"}
    """
        .formatted(BUCKET, folder, size, sha256, rows);
  }

  @Test
  void refusesAJoinWhoseFilesAreNotWhatItSays() throws Exception {
    String folder = "curated/joins/" + UUID.randomUUID() + "/";
    put(folder + "part-0.parquet", parquet());
    String sha256 = Sha256.of(parquet());

    assertThat(register(join(folder, 1, sha256, 3)).body().path("detail").asString())
        .contains("bytes, not 1");
    assertThat(
            register(join(folder, parquet().length, "0".repeat(64), 3))
                .body()
                .path("detail")
                .asString())
        .contains("has the SHA-256 " + sha256);
    assertThat(register(join(folder, parquet().length, sha256, 4)).body().path("detail").asString())
        .isEqualTo("'rows' says 4, and the files have 3.");
    assertThat(register(join(folder + "no/", 1, sha256, 3)).body().path("detail").asString())
        .startsWith("There is no file at");
    assertThat(client.get(base).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400",
        "{\"source\":{}} | 400",
        "{\"source\":{\"kind\":\"magic\"}} | 400",
        "{\"source\":{\"kind\":\"upload\"}} | 400",
        "{\"source\":{\"kind\":\"upload\",\"upload\":\"x\"}} | 400",
        "{\"source\":{\"kind\":\"upload\",\"upload\":\"00000000-0000-0000-0000-000000000000\"}} | 404",
        "{\"source\":{\"kind\":\"prefix\"}} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a\\u0000b/\"}} | 400",
        "{\"source\":{\"kind\":\"join\",\"joinId\":\"1\",\"prefix\":\"raw/a/\",\"files\":[null]}} | 400",
        "{\"source\":{\"kind\":\"join\",\"joinId\":\"1\",\"prefix\":\"raw/a/\"}} | 400",
        "{\"source\":{\"kind\":\"join\",\"prefix\":\"raw/a/\"}} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a/\"},\"rows\":-1} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a/\"},\"schema\":[{\"name\":\"a\"}]} | 400",
        "[] | 400",
        "{\"source\": | 400"
      })
  void refusesBadOrders(String body, int status) {
    create("raw");

    Answer refused = register(body);

    assertThat(refused.status()).as(refused.body().toString()).isEqualTo(status);
    assertThat(client.get(base + "/versions").body().path("versions").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1abc", "a/b", "../x", "a b", "é"})
  void refusesNamesThatCannotBeAFolder(String bad) {
    Answer refused =
        client.send("POST", "/api/v1/datasets", "{\"name\":\"" + bad + "\",\"zone\":\"raw\"}");

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void keepsTheCatalogueInOrderAndByZone() {
    create("processed");
    assertThat(create("processed").status()).isEqualTo(409);
    client.send("PATCH", base, "{\"description\":\"Vital signs\",\"citation\":\"Doe 2026\"}");

    Answer found = client.get(base);
    assertThat(found.body().path("licence").asString()).isEqualTo("CC-BY-4.0");
    assertThat(found.body().path("citation").asString()).isEqualTo("Doe 2026");
    Answer listed =
        client.get(
            "/api/v1/datasets?zone=processed&search=" + name.toUpperCase(java.util.Locale.ROOT));
    assertThat(listed.body().at("/datasets/0/name").asString()).isEqualTo(name);
    assertThat(
            client
                .get("/api/v1/datasets?zone=raw&search=" + name)
                .body()
                .path("datasets")
                .isEmpty())
        .isTrue();
  }

  @Test
  void numbersVersionsWithoutGapsWhenManyRegisterAtOnce() throws Exception {
    create("raw");
    List<Future<Answer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        String text = "t" + i % 16;
        running.add(threads.submit(() -> uploaded("", "a.txt", text)));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> each : running) {
      statuses.add(each.get().status());
    }

    assertThat(statuses).containsOnly(200, 201);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(16);
    List<@Nullable Integer> numbers =
        jdbc.queryForList(
            """
            SELECT number FROM dataset_version JOIN dataset USING (project, dataset_id)
            WHERE name = ? ORDER BY number
            """,
            Integer.class,
            name);
    assertThat(numbers).isEqualTo(java.util.stream.IntStream.rangeClosed(1, 16).boxed().toList());
    List<Long> revisions = new ArrayList<>();
    List<String> told = new ArrayList<>();
    TopicReader.events(SERVERS, "thermocline.datasets", name, 17)
        .forEach(event -> {
          revisions.add(event.path("revision").asLong());
          told.add(event.path("type").asString() + event.at("/data/version").asString(""));
        });
    assertThat(revisions).isSorted().doesNotHaveDuplicates();
    assertThat(told)
        .startsWith("dataset.created", "version.created1")
        .endsWith("version.created16");
  }

  @Test
  void sweepsWhatNeverBecameAVersion() {
    create("raw");
    String sealed = begin();
    send(sealed, "a.txt", "replaced".getBytes(UTF_8));
    send(sealed, "a.txt", "kept".getBytes(UTF_8));
    seal(sealed, "");
    String left = begin();
    send(left, "a.txt", "left".getBytes(UTF_8));
    jdbc.update("UPDATE dataset_upload SET began_at = began_at - interval '25 hours'");

    uploads.sweep();

    assertThat(store.list(BUCKET, "raw/" + name + "/", null, 100).objects()).hasSize(1);
    assertThat(client.get(base + "/versions/1/content?path=a.txt").status()).isEqualTo(200);
    assertThat(send(left, "b.txt", new byte[1]).status()).isEqualTo(404);
  }
}
