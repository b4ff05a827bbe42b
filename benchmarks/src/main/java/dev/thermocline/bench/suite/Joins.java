package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.Measured;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Training sets and ingestion, in rows a second. A join is timed from the start of its job to its
 * end: files from the disk cache, the result in object storage, verified. Beside it plain DuckDB,
 * which reads local files and writes one.
 */
public final class Joins implements Suite {
  private static final String PARQUET = "application/vnd.apache.parquet";

  private final boolean peers;

  public Joins(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "join";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    String memory = System.getenv().getOrDefault("THERMOCLINE_OFFLINE_MEMORY_LIMIT", "1GB");
    HistoryFiles files = new HistoryFiles(memory);
    int rows = scale.of(5_000_000);
    Offline offline = new Offline(target, "b" + System.nanoTime());
    List<Contest> contests = new ArrayList<>();
    for (int each : List.of(500, 50)) {
      String shape = "%,d x %d".formatted(rows / each, each);
      Path history = files.history("history" + each, rows, rows / each);
      Path probes = files.entityRows("probes" + each, rows / 5, rows / each);
      Path ordered = files.inOrder(history);
      offline.define("prepared" + each, false);
      offline.ingest("prepared" + each, history);
      String path = offline.upload(probes);
      List<Contender> contenders = new ArrayList<>();
      contenders.add(once("thermocline", rows / 5, () -> offline.join("prepared" + each, path)));
      contenders.add(timed("asof", rows / 5, () -> files.asof(probes, ordered, false)));
      contenders.add(timed("asof in order", rows / 5, () -> files.asof(probes, ordered, true)));
      if (peers) {
        PeerJoins others = new PeerJoins(probes, ordered, files.scratch("peer.parquet"));
        contenders.add(once("polars", rows / 5, () -> others.run("polars")));
        contenders.add(once("feast on duckdb", rows / 5, () -> others.run("feast")));
      }
      contests.add(new Contest("join " + shape + ", " + memory, contenders));
      if (each == 500) {
        offline.define("late", true);
        offline.ingest("late", history);
        contests.add(
            new Contest(
                "join " + shape + ", late rows, " + memory,
                List.of(
                    once("thermocline", rows / 5, () -> offline.join("late", path)),
                    timed("asof", rows / 5, () -> files.asof(probes, ordered, false)))));
        Path copy = files.scratch("copy.parquet");
        contests.add(
            new Contest(
                "ingest, " + memory,
                List.of(
                    once("thermocline", rows, () -> offline.ingest("prepared500", history)),
                    timed("bare copy", rows, () -> files.copyInOrder(history, copy)))));
      }
    }
    return contests;
  }

  private static Contender timed(String name, int rows, Runnable work) {
    return once(
        name,
        rows,
        () -> {
          long start = System.nanoTime();
          work.run();
          return Duration.ofNanos(System.nanoTime() - start);
        });
  }

  /** One piece of work a round, however long it takes. */
  private static Contender once(String name, int rows, Supplier<Duration> work) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Measured measure(Duration length) {
        return Measured.once(work.get(), rows);
      }
    };
  }

  /** The routes of feature-service that the suite needs. */
  private static final class Offline {
    private final Api api;
    private final URI features;
    private final String mark;

    Offline(Target target, String mark) {
      this.api = new Api(target);
      this.features = target.features();
      this.mark = mark;
    }

    void define(String view, boolean created) {
      List<Map<String, String>> fields =
          IntStream.range(0, HistoryFiles.FEATURES)
              .mapToObj(k -> Map.of("name", "x" + k, "type", "float64"))
              .toList();
      Map<String, Object> defined =
          new java.util.LinkedHashMap<>(
              Map.of("name", view + mark, "entity", "patient", "fields", fields, "online", false));
      if (created) {
        defined.put("createdTime", "noted_at");
      }
      api.post(
          features.resolve("/api/v1/views/apply"),
          Map.of(
              "entities",
              List.of(
                  Map.of(
                      "name",
                      "patient",
                      "joinKeys",
                      List.of(Map.of("name", "patient_id", "type", "int64")))),
              "views",
              List.of(defined)));
    }

    /** Until the answer; the statistics that follow are waited for outside of it. */
    Duration ingest(String view, Path file) {
      URI snapshots = URI.create(features + "/api/v1/views/" + view + mark + "/snapshots");
      long start = System.nanoTime();
      long number = api.upload(snapshots, PARQUET, file).get("number").asLong();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      URI statistics = URI.create(snapshots + "/" + number + "/statistics");
      while (!api.exists(statistics)) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      return took;
    }

    String upload(Path entityRows) {
      return api.upload(URI.create(features + "/api/v1/joins/entity-rows"), PARQUET, entityRows)
          .get("path")
          .asString();
    }

    Duration join(String view, String path) {
      List<String> wanted =
          IntStream.range(0, HistoryFiles.FEATURES).mapToObj(k -> view + mark + ":x" + k).toList();
      JsonNode job =
          api.post(
              URI.create(features + "/api/v1/joins"),
              Map.of("features", wanted, "entityRowsPath", path, "leakageReport", false));
      URI uri = URI.create(features + "/api/v1/joins/" + job.get("id").asString());
      while (!job.has("finishedAt")) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        job = api.get(uri);
      }
      if (!job.get("state").asString().equals("succeeded")) {
        throw new IllegalStateException(job.toString());
      }
      return Duration.between(
          Instant.parse(job.get("startedAt").asString()),
          Instant.parse(job.get("finishedAt").asString()));
    }
  }
}
