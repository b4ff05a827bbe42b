package dev.thermocline.features.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.disk.DiskCache;
import dev.thermocline.features.Api;
import dev.thermocline.features.Api.Answer;
import dev.thermocline.features.MovableClock;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.OrphanSweep;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** What happens around a join: files that come in by jobs, training sets, and what is swept. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(OfflineLifeTest.Outside.class)
class OfflineLifeTest {
  private static final String ARROW = "application/vnd.apache.arrow.stream";
  private static final String ROWS =
      "patient_id,event_time,bp\n1,2026-01-01T00:00:00Z,110.5\n1,2026-01-02T00:00:00Z,120.5\n2,2026-01-01T00:00:00Z,\n";
  private static final String PROBES =
      "\"entityRows\": [{\"patient_id\": 1, \"event_timestamp\": \"2026-01-01T12:00:00Z\"}]";

  private final Api api;
  private final DuckSessions sessions;
  private final ArrowConversion arrow;
  private final ObjectStore objects;
  private final OrphanSweep orphans;
  private final TrainingSets sets;
  private final S3Settings s3;
  private final MovableClock clock;
  private final Datasets registry;
  private final DiskCache cache;
  private String view = "";

  @TempDir @Nullable Path folder;

  /** A registry of datasets that can be away. */
  static final class Datasets implements DatasetRegistry {
    private final List<String> told = new ArrayList<>();
    private boolean away;

    @Override
    public synchronized TrainingSet.Version register(
        Project project, UUID join, String dataset, TrainingSetContent content) {
      if (away) {
        throw new Away("The registry does not answer.", new IOException("away"));
      }
      told.add(dataset + " " + content.rows());
      return new TrainingSet.Version("7", "d".repeat(64), "d".repeat(32), content.prefix());
    }

    synchronized void away(boolean now) {
      away = now;
    }

    synchronized List<String> told() {
      return List.copyOf(told);
    }
  }

  @TestConfiguration
  static class Outside {
    @Bean
    @Primary
    MovableClock movableClock() {
      return new MovableClock();
    }

    @Bean
    @Primary
    Datasets datasets() {
      return new Datasets();
    }
  }

  @Autowired
  OfflineLifeTest(
      @LocalServerPort int port,
      DuckSessions sessions,
      ArrowConversion arrow,
      ObjectStore objects,
      OrphanSweep orphans,
      TrainingSets sets,
      S3Settings s3,
      MovableClock clock,
      Datasets registry,
      DiskCache cache) {
    this.api = new Api(port);
    this.sessions = sessions;
    this.arrow = arrow;
    this.objects = objects;
    this.orphans = orphans;
    this.sets = sets;
    this.s3 = s3;
    this.clock = clock;
    this.registry = registry;
    this.cache = cache;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(OfflineLifeTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define(TestInfo test) {
    view = "v" + Integer.toHexString(test.getDisplayName().hashCode());
    Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "VIEW", "entity": "patient", "fields": [{"name": "bp", "type": "float64"}]}]}
            """
                .replace("VIEW", view));
    assertThat(applied.status()).as(applied.body().toString()).isEqualTo(200);
  }

  @AfterEach
  void backToNow() {
    clock.setAhead(Duration.ZERO);
    registry.away(false);
  }

  @Test
  void takesAnUploadInPartsInByAJobThatTellsItsProgress() {
    String upload =
        api.post("/api/v1/views/" + view + "/uploads", "").body().path("upload").asString();
    byte[] bytes = ROWS.getBytes(UTF_8);
    String parts = "/api/v1/views/" + view + "/uploads/" + upload + "/parts/";
    assertThat(api.put(parts + 1, "text/csv", Arrays.copyOfRange(bytes, 0, 40)).status())
        .isEqualTo(200);
    Answer early =
        start("{\"upload\": \"%s\", \"parts\": 2, \"format\": \"csv\"}".formatted(upload));
    assertThat(early.status()).isEqualTo(404);
    assertThat(early.body().path("detail").asString()).contains("Part 2");
    assertThat(api.put(parts + 2, "text/csv", Arrays.copyOfRange(bytes, 40, bytes.length)).status())
        .isEqualTo(200);

    JsonNode job =
        ended(
            "/api/v1/views/" + view + "/ingestions/",
            start("{\"upload\": \"%s\", \"parts\": 2, \"format\": \"csv\"}".formatted(upload)));

    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    assertThat(job.path("done").asLong()).isEqualTo(2L * bytes.length);
    assertThat(job.path("result").path("rows").asLong()).isEqualTo(3);
    assertThat(job.path("result").path("snapshot").asLong()).isEqualTo(1);
    assertThat(
            objects
                .list(s3.buckets().trainingData(), "processed/uploads/" + upload, null, 10)
                .objects())
        .isEmpty();
  }

  @Test
  void takesAnObjectInByItsPathAndRefusesOneThatIsNotThere() throws IOException {
    objects.put(
        new ObjectAddress(s3.buckets().trainingData(), "raw/" + view + ".csv"),
        ROWS.getBytes(UTF_8),
        PutOptions.overwrite());
    String path = "s3://" + s3.buckets().trainingData() + "/raw/" + view + ".csv";
    JsonNode job =
        ended("/api/v1/views/" + view + "/ingestions/", start("{\"path\": \"" + path + "\"}"));

    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    Answer history = api.get("/api/v1/views/" + view + "/snapshots/1");
    assertThat(history.body().path("source").asString()).isEqualTo(path);
    assertThat(start("{\"path\": \"" + path + "x.csv\"}").status()).isEqualTo(404);
    assertThat(start("{\"path\": \"s3://backups/a.csv\"}").status()).isEqualTo(400);
    assertThat(start("{\"path\": \"/etc/passwd\"}").status()).isEqualTo(400);
    assertThat(start("{\"upload\": \"x\", \"parts\": 1, \"format\": \"csv\"}").status())
        .isEqualTo(400);
  }

  @Test
  void takesArrowInAndGivesItOut() throws IOException {
    byte[] history =
        arrow(
            "SELECT 1::INTEGER AS patient_id, TIMESTAMPTZ '2026-01-01 02:00:00+02' AS event_time, 5::FLOAT AS bp UNION ALL SELECT 2, TIMESTAMPTZ '2026-01-01 00:00:00+00', NULL");
    Answer taken = api.upload("/api/v1/views/" + view + "/snapshots", ARROW, history);
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
    assertThat(taken.body().path("rows").asLong()).isEqualTo(2);
    byte[] probes =
        arrow(
            "SELECT i AS n, 1 + i % 2 AS patient_id, TIMESTAMP_MS '2026-01-01 00:00:00.001' AS event_timestamp, CASE i % 3 WHEN 0 THEN 'a' ELSE 'b' END::ENUM('b', 'a') AS kind FROM range(100000) t(i)");
    String path =
        api.upload("/api/v1/joins/entity-rows", ARROW, probes).body().path("path").asString();
    JsonNode job = join("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + path + "\"}");
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");

    byte[] answer =
        api.download("/api/v1/joins/" + job.path("id").asString() + "/rows", "Accept", ARROW);
    Path file = Files.write(folder().resolve("answer.arrow"), answer);
    Path back = folder().resolve("answer.parquet");
    arrow.toParquet(file, back);

    try (DuckSession session = sessions.open()) {
      String seen =
          session.first(
              "SELECT count(*) || ' ' || sum(bp) || ' ' || min(kind) || ' ' || bool_and(n = file_row_number) FROM read_parquet('%s', file_row_number = true)"
                  .formatted(back),
              row -> row.getString(1));
      assertThat(seen).isEqualTo("100000 250000.0 a true");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "40", "200", "-1"})
  void refusesArrowThatIsCutOffOrNoArrowAtAll(int length) throws IOException {
    byte[] whole =
        length < 0
            ? "hello, this is no Arrow at all".getBytes(UTF_8)
            : Arrays.copyOf(
                arrow("SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5 AS bp"),
                length);
    Answer answer = api.upload("/api/v1/views/" + view + "/snapshots", ARROW, whole);

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).isNotBlank().doesNotContain("/tmp");
    assertThat(api.get("/api/v1/views/" + view + "/snapshots").body().path("items")).isEmpty();
  }

  @Test
  void refusesArrowWhoseOffsetsPointBeyondItsBytes() throws IOException {
    byte[] good =
        arrow(
            "SELECT i AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp, 'text' || i AS note FROM range(1000) t(i)");
    int refused = 0;
    for (int at = good.length / 2; at < good.length - 64; at += good.length / 40) {
      byte[] bad = good.clone();
      Arrays.fill(bad, at, at + 16, (byte) 0x7f);
      int status = api.upload("/api/v1/views/" + view + "/snapshots", ARROW, bad).status();
      assertThat(status).isIn(201, 422);
      refused += status == 422 ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void joinsEveryMomentOfARangeAtWhichSomethingBecameKnown() throws IOException {
    ingested();
    JsonNode job =
        join(
            "{\"features\": [\"VIEW:bp\"], \"range\": {\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}}");
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    assertThat(job.path("result").path("rows").asLong()).isEqualTo(2);
    assertThat(rows(job, "patient_id, bp"))
        .containsExactly(List.of(1L, 110.5), Arrays.asList(2L, null));
    assertThat(
            api.post(
                    "/api/v1/joins",
                    "{\"features\": [\"%s:bp\"], \"range\": {\"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}}"
                        .formatted(view))
                .status())
        .isEqualTo(400);
  }

  @Test
  void makesAJoinAVersionOfADataset() {
    ingested();
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
    ingested();
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
    ingested();
    String swept = id(join("{\"features\": [\"VIEW:bp\"], " + PROBES + "}"));
    String kept = id(join("{\"features\": [\"VIEW:bp\"], " + PROBES + "}"));
    String named = id(join("{\"features\": [\"VIEW:bp\"], \"dataset\": \"mine\", " + PROBES + "}"));
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

  @Test
  void findsAndRemovesFilesThatNoSnapshotNamesAndNothingElse() {
    ingested();
    String bucket = s3.buckets().featureStore();
    String orphan = "offline/" + view + "/2026-01-01/part-" + UUID.randomUUID() + "-0.parquet";
    objects.put(new ObjectAddress(bucket, orphan), new byte[] {1}, PutOptions.create());
    String other = "offline/" + view + "/readme.txt";
    objects.put(new ObjectAddress(bucket, other), new byte[] {1}, PutOptions.create());

    assertThat(orphans.sweep(Duration.ofHours(2), false)).isEmpty();
    clock.setAhead(Duration.ofHours(3));
    assertThat(orphans.sweep(Duration.ofHours(2), false))
        .extracting(o -> o.address().key())
        .containsExactly(orphan);
    assertThat(orphans.sweep(Duration.ofHours(2), true)).hasSize(1);

    assertThat(objects.find(new ObjectAddress(bucket, orphan))).isEmpty();
    assertThat(objects.find(new ObjectAddress(bucket, other))).isPresent();
    clock.setAhead(Duration.ZERO);
    assertThat(join("{\"features\": [\"VIEW:bp\"], " + PROBES + "}").path("state").asString())
        .isEqualTo("succeeded");
    assertThat(
            api.post("/api/v1/snapshots/sweeps", "{\"remove\": true, \"olderThan\": \"PT1M\"}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void comparesTheStatisticsOfTwoSnapshots() {
    ingested();
    Answer second =
        api.upload(
            "/api/v1/views/" + view + "/snapshots",
            "text/csv",
            "patient_id,event_time,bp\n1,2026-01-03T00:00:00Z,120.5\n1,2026-01-04T00:00:00Z,130.5\n"
                .getBytes(UTF_8));
    assertThat(second.status()).isEqualTo(201);
    String path = "/api/v1/views/" + view + "/snapshots/2/statistics/since/1";
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = api.get(path);
    while (answer.status() == 404 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      answer = api.get(path);
    }
    JsonNode bp = answer.body().path("items").get(0);
    assertThat(bp.path("before").path("mean").asDouble()).isEqualTo(115.5);
    assertThat(bp.path("after").path("mean").asDouble()).isEqualTo(125.5);
    assertThat(bp.path("meanShift").asDouble()).isEqualTo(2.0);
    assertThat(bp.path("spread").asDouble()).isEqualTo(1.0);
    assertThat(bp.path("nullShare").asDouble()).isEqualTo(-1.0 / 3);
  }

  @Test
  void takesNoByteOfTheHistoryFromObjectStorageTheSecondTime() throws IOException {
    long before = cache.statistics().fetchedBytes();
    // Bytes of its own: the cache knows files by their digests, whoever brought them.
    ingested(ROWS.replace("110.5", "147.25"));
    // The range stands for entity rows, so that nothing else is fetched.
    String order =
        "{\"features\": [\"VIEW:bp\"], \"range\": {\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-03T00:00:00Z\"}}";
    id(join(order));
    long first = cache.statistics().fetchedBytes();
    assertThat(first).isGreaterThan(before);
    id(join(order));
    assertThat(cache.statistics().fetchedBytes()).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 'high' AS bp | its column 'bp' is VARCHAR",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DECIMAL(9,2) AS bp | its column 'bp' is DECIMAL",
        "SELECT 'NaN'::DOUBLE AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5 AS bp | its column 'patient_id' is DOUBLE",
        "SELECT 1 AS patient_id, TIME '10:00:00' AS event_time, 1.5::DOUBLE AS bp | its column 'event_time' is TIME",
        "SELECT 1 AS patient_id, TIMESTAMP_NS '2026-01-01 00:00:00.000000001' AS event_time, 1.5::DOUBLE AS bp | event_time",
        "SELECT 1 AS patient_id, TIMESTAMPTZ '1700-01-01 00:00:00+05' AS event_time, 1.5::DOUBLE AS bp | before 1830",
        "SELECT 99999999999999999999::HUGEINT AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp | its column 'patient_id'",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp WHERE false | has no rows",
        "SELECT 1 AS patient_id, TIMESTAMP '2026-01-01' AS event_time, 1.5::DOUBLE AS bp, 1 AS file_index | scans of files keep",
      })
  void refusesParquetThatDoesNotFitAndNamesTheColumn(String select, String message)
      throws IOException {
    Path file = folder().resolve("bad.parquet");
    try (DuckSession session = sessions.open()) {
      session.run("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    Answer answer =
        api.upload(
            "/api/v1/views/" + view + "/snapshots",
            "application/vnd.apache.parquet",
            Files.readAllBytes(file));

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
    assertThat(answer.body().path("detail").asString()).contains(message).doesNotContain("/tmp");
    assertThat(api.get("/api/v1/views/" + view + "/snapshots").body().path("items")).isEmpty();
  }

  @Test
  void refusesJoinsOfNoRowsOfAMillionColumnsAndOfViewsWithOddNames() {
    ingested();
    String empty =
        api.upload(
                "/api/v1/joins/entity-rows",
                "text/csv",
                "patient_id,event_timestamp\n".getBytes(UTF_8))
            .body()
            .path("path")
            .asString();
    JsonNode none = join("{\"features\": [\"VIEW:bp\"], \"entityRowsPath\": \"" + empty + "\"}");
    assertThat(none.path("failure").path("message").asString()).contains("no entity rows");
    String many = ("\"" + view + ":bp\",").repeat(100_000);
    Answer wide =
        api.post("/api/v1/joins", "{\"features\": [" + many + "\"a:b\"], " + PROBES + "}");
    assertThat(wide.status()).isIn(400, 413);
    for (String odd : List.of("a%20b", "%22;drop", "..%2F..", "%00", "v%C3%A4")) {
      Answer answer =
          api.upload("/api/v1/views/" + odd + "/snapshots", "text/csv", ROWS.getBytes(UTF_8));
      assertThat(answer.status()).as(odd).isBetween(400, 404);
    }
    byte[] header = ("c,".repeat(600_000) + "c\n").getBytes(UTF_8);
    assertThat(api.upload("/api/v1/views/" + view + "/snapshots", "text/csv", header).status())
        .isEqualTo(422);
  }

  private void ingested() {
    ingested(ROWS);
  }

  private void ingested(String rows) {
    Answer taken =
        api.upload("/api/v1/views/" + view + "/snapshots", "text/csv", rows.getBytes(UTF_8));
    assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
  }

  private Answer start(String body) {
    return api.post("/api/v1/views/" + view + "/ingestions", body);
  }

  private JsonNode join(String order) {
    return ended("/api/v1/joins/", api.post("/api/v1/joins", order.replace("VIEW", view)));
  }

  private JsonNode ended(String path, Answer accepted) {
    assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
    String id = accepted.body().path("id").asString();
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode job = api.get(path + id).body();
      if (job.has("finishedAt")) {
        return job;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError("the job did not end");
  }

  private static String id(JsonNode job) {
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
    return job.path("id").asString();
  }

  private int status(String join) {
    return api.status("/api/v1/joins/" + join + "/rows");
  }

  private byte[] arrow(String select) throws IOException {
    Path file = folder().resolve("made.parquet");
    Path made = folder().resolve("made.arrow");
    try (DuckSession session = sessions.open()) {
      session.run("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    arrow.toArrow(file, made);
    return Files.readAllBytes(made);
  }

  private List<List<@Nullable Object>> rows(JsonNode job, String columns) throws IOException {
    Path file = folder().resolve("result.parquet");
    Files.write(file, api.download("/api/v1/joins/" + job.path("id").asString() + "/rows"));
    int count = columns.split(",", -1).length;
    try (DuckSession session = sessions.open()) {
      return session.list(
          "SELECT " + columns + " FROM read_parquet('" + file + "')",
          row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
              values.add(row.getObject(i));
            }
            return values;
          });
    }
  }

  private Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no folder");
    }
    return folder;
  }
}
