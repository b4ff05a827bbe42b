package dev.thermocline.features.kills;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * The feature-service or Redis is killed while a view is brought online. The run goes on by itself,
 * and in the end every entity has online what it has offline.
 */
final class MaterializeKills {
  private static final int ENTITIES = 200_000;
  private static final int AT_ONCE = 10_000;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Ground ground;
  private final Http http;
  private final Random random;
  private final RowsWritten written;
  private final Tally tally = new Tally();

  /** How far the runs were when something was killed, in percent. */
  private final List<Long> fell = new ArrayList<>();

  private int outside;

  /** Of each entity the round in which it was last told of, and with which value. */
  private final int[] told = new int[ENTITIES];

  private final long[] value = new long[ENTITIES];

  private MaterializeKills(Ground ground, RowsWritten written, Random random) {
    this.ground = ground;
    this.http = new Http(ground.url());
    this.written = written;
    this.random = random;
  }

  static void main(String[] arguments) throws Exception {
    int failures;
    try (Ground ground = new Ground(Map.of());
        RowsWritten written = new RowsWritten(ground.redis())) {
      failures =
          new MaterializeKills(ground, written, new Random(Tally.seed())).run(Tally.rounds(50, 3));
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private int run(int rounds) throws InterruptedException {
    Http.Answer applied =
        http.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "views": [{"name": "vitals", "entity": "patient",
                        "fields": [{"name": "told", "type": "int64"},
                                   {"name": "value", "type": "int64"},
                                   {"name": "note", "type": "string"}]}]}
            """);
    tally.check("the view is applied", applied.status() == 200);
    int round = 1;
    for (; round <= rounds && tally.hasTime(); round++) {
      round(round);
    }
    tally.check("all " + rounds + " rounds in the time given", round > rounds);
    System.out.println("the kills fell at these percents of the runs: " + fell);
    tally.check(
        "%d kills came when the run had ended".formatted(outside), outside <= fell.size() / 10);
    return tally.report();
  }

  private void round(int round) throws InterruptedException {
    long rows = ingest(round);
    long before = written.count();
    Http.Answer started = http.post("/api/v1/materializations", "{\"views\": [\"vitals\"]}");
    tally.check("round " + round + ": the run begins", started.status() == 202);
    String id = started.body().at("/items/0/id").asString();
    long killAt = (long) (rows * (0.02 + 0.9 * random.nextDouble()));
    Tally.await(
        Duration.ofMinutes(2), Duration.ofMillis(2), () -> written.count() - before >= killAt);
    String victim = random.nextInt(3) == 0 ? Ground.REDIS : Ground.SERVICE;
    long reached = written.count() - before;
    ground.kill(victim);
    long begun = System.nanoTime();
    fell.add(100 * reached / rows);
    outside += reached >= rows ? 1 : 0;
    if (victim.equals(Ground.REDIS) && random.nextBoolean()) {
      // How long it is away, not when it goes.
      Thread.sleep(random.nextInt(2000));
    }
    ground.start(victim);
    boolean done = Tally.await(Duration.ofMinutes(3), () -> "succeeded".equals(state(id)));
    tally.check("round " + round + ": the run succeeds after " + victim + " was killed", done);
    boolean whole =
        Tally.await(
            Duration.ofMinutes(3),
            () ->
                !http.post("/api/v1/online/read", ask(0, 1))
                    .body()
                    .at("/recovering")
                    .asBoolean(true));
    tally.check("round " + round + ": nothing is missing any more", whole);
    long differing = differing();
    tally.check(
        "round %d: online equals offline, but for %d entities".formatted(round, differing),
        differing == 0);
    System.out.printf(
        "round %d: killed %s after %d of %d rows (%d%%), whole again after %d ms%n",
        round,
        victim,
        reached,
        rows,
        fell.getLast(),
        Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }

  private String state(String id) {
    return http.get("/api/v1/materializations/" + id).body().path("state").asString("");
  }

  /** News of about two entities in three; tells of how many. */
  private long ingest(int round) {
    long news = 0;
    StringBuilder rows = new StringBuilder("patient_id,event_time,told,value,note\n");
    for (int entity = 0; entity < ENTITIES; entity++) {
      if (round == 1 || random.nextInt(3) > 0) {
        news++;
        told[entity] = round;
        value[entity] = random.nextLong();
        rows.append(entity)
            .append(',')
            .append(BEGIN.plusSeconds(round))
            .append(',')
            .append(round)
            .append(',')
            .append(value[entity])
            .append(",of round ")
            .append(round)
            .append('\n');
      }
    }
    Http.Answer taken =
        http.post("/api/v1/views/vitals/snapshots", "text/csv", rows.toString().getBytes(UTF_8));
    tally.check("round " + round + ": the rows are taken", taken.status() == 201);
    return news;
  }

  private static String ask(int from, int to) {
    StringBuilder ids = new StringBuilder();
    for (int entity = from; entity < to; entity++) {
      ids.append(entity == from ? "" : ",").append(entity);
    }
    return "{\"features\": [\"vitals:told\", \"vitals:value\"], \"entities\": {\"patient_id\": [%s]}}"
        .formatted(ids);
  }

  private long differing() throws InterruptedException {
    long differing = 0;
    for (int from = 0; from < ENTITIES; from += AT_ONCE) {
      JsonNode body = read(ask(from, from + AT_ONCE));
      for (int i = 0; i < AT_ONCE; i++) {
        boolean same =
            body.at("/features/0/values").path(i).asLong(-1) == told[from + i]
                && body.at("/features/1/values").path(i).asLong(-1) == value[from + i];
        differing += same ? 0 : 1;
      }
    }
    return differing;
  }

  /** A read that is refused says nothing of the rows, so it is asked again, and told of. */
  private JsonNode read(String question) throws InterruptedException {
    Http.Answer[] last = {Http.Answer.NONE};
    Tally.await(
        Duration.ofMinutes(1),
        () -> {
          last[0] = http.post("/api/v1/online/read", question);
          if (last[0].status() != 200) {
            System.out.println("a read was refused: " + last[0]);
          }
          return last[0].status() == 200;
        });
    return last[0].body();
  }
}
