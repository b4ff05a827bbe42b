package dev.thermocline.features.kills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A push is online before its answer: each writer reads at once what it pushed. */
final class PushVisible {
  private static final int WRITERS = 4;

  private final Http http;
  private final AtomicLong unseen = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private PushVisible(Http http) {
    this.http = http;
  }

  static void main(String[] arguments) throws Exception {
    int pushes = Tally.rounds(100_000, 5_000);
    Tally tally = new Tally();
    try (Ground ground = new Ground(Map.of())) {
      Http http = new Http(ground.url());
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
      PushVisible visible = new PushVisible(http);
      long begun = System.nanoTime();
      long done = visible.run(pushes, tally);
      tally.check("all " + pushes + " pushes in the time given", done == pushes);
      tally.check(visible.refused.get() + " pushes were refused", visible.refused.get() == 0);
      tally.check(
          "%d of %d pushes were not seen after their answer".formatted(visible.unseen.get(), done),
          visible.unseen.get() == 0);
      System.out.printf(
          "%d pushes, each read after its answer, in %d s%n",
          done, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }
    System.exit(tally.report() == 0 ? 0 : 1);
  }

  private long run(int pushes, Tally tally) throws Exception {
    long done = 0;
    try (var pool = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Long>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int mine = writer;
        writers.add(pool.submit(() -> write(mine, pushes / WRITERS, tally)));
      }
      for (Future<Long> writer : writers) {
        done += writer.get();
      }
    }
    return done;
  }

  private long write(int writer, int pushes, Tally tally) {
    long done = 0;
    for (; done < pushes && tally.hasTime(); done++) {
      int entity = writer * 1000 + (int) (done % 1000);
      int status =
          http.post(
                  "/api/v1/push",
                  "{\"source\": \"monitor\", \"rows\": [{\"patient_id\": %d, \"event_time\": %d, \"id\": %d}]}"
                      .formatted(entity, 1_767_225_600_000_000L + done, done))
              .status();
      if (status != 200) {
        refused.incrementAndGet();
        continue;
      }
      long seen =
          http.post(
                  "/api/v1/online/read",
                  "{\"features\": [\"vitals:id\"], \"entities\": {\"patient_id\": [%d]}}"
                      .formatted(entity))
              .body()
              .at("/features/0/values/0")
              .asLong(-1);
      if (seen != done) {
        unseen.incrementAndGet();
      }
    }
    return done;
  }
}
