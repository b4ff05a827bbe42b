package dev.thermocline.features.kills;

import dev.thermocline.features.duckdb.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * The feature-service, Redis, Kafka and Postgres are killed while rows are pushed. Whoever pushes
 * repeats a push until it is acknowledged, always with its key. In the end each entity has online
 * its newest row, each row is in files exactly once, and a join gives what the rows say.
 */
final class StreamKills {
  private static final int ENTITIES = 400;
  private static final int WRITERS = 4;
  private static final int ROWS_OF_A_PUSH = 25;
  private static final long BEGIN =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z"));
  private static final long SPAN = Duration.ofDays(3).toNanos() / 1000;
  private static final List<String> VICTIMS =
      List.of(Ground.SERVICE, Ground.REDIS, Ground.KAFKA, Ground.POSTGRES);

  private final Ground ground;
  private final Http http;
  private final FiledRows filed;
  private final Random random;
  private final Tally tally = new Tally();
  private final int rowsOfARound;

  /** Of each entity its rows by their moment, which no other row of it has. */
  private final List<NavigableMap<Long, Long>> truth = new ArrayList<>();

  private long rows;

  private StreamKills(Ground ground, Random random, int rowsOfARound) {
    this.ground = ground;
    this.http = new Http(ground.url());
    this.filed = new FiledRows(ground);
    this.random = random;
    this.rowsOfARound = rowsOfARound;
    for (int i = 0; i < ENTITIES; i++) {
      truth.add(new TreeMap<>());
    }
  }

  static void main(String[] arguments) throws Exception {
    int rowsOfARound =
        Integer.parseInt(System.getenv().getOrDefault("THERMOCLINE_STREAM_ROWS", "20000"));
    int failures;
    try (Ground ground =
        new Ground(
            Map.of("THERMOCLINE_STREAM_ROLL_AFTER", "2s", "THERMOCLINE_COMPACTION_EVERY", "0s"))) {
      failures =
          new StreamKills(ground, new Random(Tally.seed()), rowsOfARound).run(Tally.rounds(50, 3));
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private int run(int rounds) throws Exception {
    Http.Answer applied =
        http.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "pushSources": [{"name": "monitor"}],
             "views": [{"name": "vitals", "entity": "patient", "source": {"push": "monitor"},
                        "fields": [{"name": "id", "type": "int64"}]}]}
            """);
    tally.check("the view is applied", applied.status() == 200);
    int round = 1;
    for (; round <= rounds && tally.hasTime(); round++) {
      round(round);
    }
    tally.check("all " + rounds + " rounds in the time given", round > rounds);
    return tally.report();
  }

  private void round(int round) throws Exception {
    long begun = System.nanoTime();
    List<String> pushes = pushes();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger repeated = new AtomicInteger();
    AtomicInteger tries = new AtomicInteger();
    List<String> killed = new ArrayList<>();
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        running.add(writers.submit(() -> push(pushes, next, tries, repeated)));
      }
      for (int kill = 0; kill < 2; kill++) {
        int at = pushes.size() * kill / 2 + random.nextInt(pushes.size() * 2 / 5);
        Tally.await(Duration.ofMinutes(2), Duration.ofMillis(2), () -> next.get() >= at);
        String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
        killed.add("%s at %d%%".formatted(victim, 100 * next.get() / pushes.size()));
        ground.kill(victim);
        int repaired = tries.get() + random.nextInt(30);
        Tally.await(Duration.ofSeconds(5), Duration.ofMillis(2), () -> tries.get() >= repaired);
        ground.start(victim);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    boolean allFiled = Tally.await(Duration.ofMinutes(3), () -> filed.count() >= rows);
    tally.check(
        "round %d: every row comes into a file after %s were killed; %d of %d did"
            .formatted(round, killed, filed.count(), rows),
        allFiled);
    boolean whole =
        Tally.await(
            Duration.ofMinutes(2),
            () ->
                !http.post("/api/v1/online/read", ask()).body().at("/recovering").asBoolean(true));
    tally.check("round " + round + ": nothing is missing online any more", whole);
    online(round);
    offline(round);
    join(round);
    System.out.printf(
        "round %d: killed %s; %d rows, %d pushes repeated, %d s%n",
        round,
        String.join(" and ", killed),
        rows,
        repeated.get(),
        Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }

  /** The pushes of a round; what they say is the truth from now on. */
  private List<String> pushes() {
    List<String> pushes = new ArrayList<>();
    for (int i = 0; i < rowsOfARound; i += ROWS_OF_A_PUSH) {
      StringBuilder some = new StringBuilder();
      for (int row = 0; row < ROWS_OF_A_PUSH; row++) {
        int entity = random.nextInt(ENTITIES);
        long moment = BEGIN + random.nextLong(SPAN);
        while (truth.get(entity).containsKey(moment)) {
          moment++;
        }
        truth.get(entity).put(moment, rows);
        some.append(row == 0 ? "" : ",")
            .append(
                "{\"patient_id\": %d, \"event_time\": %d, \"id\": %d}"
                    .formatted(entity, moment, rows));
        rows++;
      }
      pushes.add("{\"source\": \"monitor\", \"rows\": [" + some + "]}");
    }
    return pushes;
  }

  private void push(
      List<String> pushes, AtomicInteger next, AtomicInteger all, AtomicInteger repeated) {
    int mine;
    while ((mine = next.getAndIncrement()) < pushes.size()) {
      String key = UUID.randomUUID().toString();
      for (int tries = 1; ; tries++) {
        all.incrementAndGet();
        int status = http.post("/api/v1/push", pushes.get(mine), "Idempotency-Key", key).status();
        if (status == 200 || status == 202) {
          break;
        }
        if (tries == 1) {
          repeated.incrementAndGet();
        }
        if (tries > 600) {
          throw new IllegalStateException("a push was never acknowledged, last with " + status);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String ask() {
    StringBuilder ids = new StringBuilder();
    for (int entity = 0; entity < ENTITIES; entity++) {
      ids.append(entity == 0 ? "" : ",").append(entity);
    }
    return "{\"features\": [\"vitals:id\"], \"entities\": {\"patient_id\": [%s]}}".formatted(ids);
  }

  private void online(int round) throws InterruptedException {
    // A push that was kept and not yet online (202) comes by the consumer.
    long[] differing = new long[1];
    Tally.await(
        Duration.ofSeconds(60),
        () -> {
          JsonNode values = http.post("/api/v1/online/read", ask()).body().at("/features/0/values");
          differing[0] = 0;
          for (int entity = 0; entity < ENTITIES; entity++) {
            var newest = truth.get(entity).lastEntry();
            long expected = newest == null ? -1 : newest.getValue();
            differing[0] += values.path(entity).asLong(-1) == expected ? 0 : 1;
          }
          return differing[0] == 0;
        });
    tally.check(
        "round %d: online is the newest row of each entity, but for %d"
            .formatted(round, differing[0]),
        differing[0] == 0);
  }

  private void offline(int round) throws Exception {
    FiledRows.Found found = filed.look();
    tally.check(
        "round %d: each of %d rows is in files once (%s)".formatted(round, rows, found),
        found.equals(new FiledRows.Found(rows, rows, 0, rows - 1)));
  }

  private void join(int round) throws Exception {
    StringBuilder probes = new StringBuilder();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int entity = random.nextInt(ENTITIES);
      long moment = BEGIN + random.nextLong(SPAN);
      var known = truth.get(entity).floorEntry(moment);
      expected.add(known == null ? -1 : known.getValue());
      probes
          .append(i == 0 ? "" : ",")
          .append(
              "{\"n\": %d, \"patient_id\": %d, \"event_timestamp\": \"%s\"}"
                  .formatted(i, entity, Instant.EPOCH.plus(moment, ChronoUnit.MICROS)));
    }
    Http.Answer job =
        http.post(
            "/api/v1/joins", "{\"features\": [\"vitals:id\"], \"entityRows\": [" + probes + "]}");
    String id = job.body().path("id").asString("none");
    boolean done =
        Tally.await(
            Duration.ofMinutes(2),
            () ->
                "succeeded"
                    .equals(http.get("/api/v1/joins/" + id).body().path("state").asString("")));
    tally.check("round " + round + ": the join succeeds", done);
    Path file = ground.folder().resolve("join.parquet");
    Files.write(file, http.bytes("/api/v1/joins/" + id + "/rows"));
    long differing = 0;
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT n, coalesce(id, -1) FROM read_parquet(%s)"
                    .formatted(Sql.text(file.toString())))) {
      while (found.next()) {
        differing += expected.get(found.getInt(1)) == found.getLong(2) ? 0 : 1;
      }
    }
    tally.check(
        "round %d: the join gives what the rows say, but for %d of 300".formatted(round, differing),
        differing == 0);
  }
}
