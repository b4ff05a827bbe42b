package dev.thermocline.record.outbox.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Two replicas change things and tell of it while they and Kafka are killed: every committed change
 * arrives, in order of its thing, and nothing that was rolled back.
 */
final class OutboxKills {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Stage stage;
  private final Journal journal;
  private final Heard heard;
  private final SplittableRandom random;
  private int passed;
  private int failed;
  private long waitedAtKills;

  private OutboxKills(Stage stage, Heard heard, SplittableRandom random) {
    this.stage = stage;
    this.journal = stage.journal();
    this.heard = heard;
    this.random = random;
  }

  static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_SEED", "1"));
    long seconds =
        Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_BUDGET_SECONDS", "3000"));
    int rounds = Boolean.parseBoolean(System.getenv("THERMOCLINE_FULL")) ? 50 : 5;
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"), "thermocline-" + System.getProperty("user.name"));
    Path programs = Files.createDirectories(home.resolve("programs"));
    Path folder = Files.createTempDirectory(home, "outbox-kills-");
    if (!folder.toFile().setExecutable(true, false)) {
      throw new IOException(folder + " cannot be opened to the user that runs PostgreSQL");
    }
    int failures;
    try (Stage stage = new Stage(folder, programs)) {
      stage.makeTopic();
      for (String replica : Stage.REPLICAS) {
        stage.startReplica(replica);
      }
      try (Heard heard = new Heard(stage.bootstrapServers())) {
        failures = new OutboxKills(stage, heard, new SplittableRandom(seed)).run(rounds, deadline);
      }
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private int run(int rounds, long deadline) throws InterruptedException {
    int round = 1;
    for (; round <= rounds && System.nanoTime() < deadline; round++) {
      String what = kill(random.nextInt(5));
      Map<String, Long> committed = journal.newest();
      long begun = System.nanoTime();
      boolean arrived = listenUntil(committed);
      check("round " + round + ": what was committed arrives", arrived);
      check("round " + round + ": in order", heard.faults().isEmpty());
      System.out.printf(
          "round %d: killed %s; %d changes in Kafka %d ms after the repair, %d of them twice%n",
          round,
          what,
          heard.marks().size(),
          Duration.ofNanos(System.nanoTime() - begun).toMillis(),
          heard.repeated());
    }
    check("all " + rounds + " rounds in the time given", round > rounds);
    settle();
    heard.faults().forEach(fault -> System.out.println("  " + fault));
    System.out.println(passed + " passed, " + failed + " failed");
    return failed;
  }

  /** Kills, lets the others go on for a while, and repairs. */
  private String kill(int kind) throws InterruptedException {
    String relaying = relaying();
    String other =
        Stage.REPLICAS.stream().filter(name -> !name.equals(relaying)).findFirst().orElseThrow();
    List<String> victims =
        switch (kind) {
          case 0 -> List.of(relaying);
          case 1 -> List.of("kafka");
          case 2 -> List.of("kafka", relaying);
          case 3 -> List.of("kafka", relaying, other);
          default -> List.of(relaying, other);
        };
    for (String victim : victims) {
      awaitWaiting(1);
      waitedAtKills += journal.waiting();
      stage.kill(victim);
      if (victim.equals("kafka")) {
        awaitWaiting(1 + random.nextInt(300));
      }
    }
    for (String victim : victims.reversed()) {
      if (victim.equals("kafka")) {
        stage.startKafka();
      } else {
        stage.startReplica(victim);
      }
    }
    return String.join(", ", victims);
  }

  /** At the end nobody writes any more, and both sides are compared whole. */
  private void settle() throws InterruptedException {
    check("one replica relays", journal.relaying().size() == 1);
    for (String replica : Stage.REPLICAS) {
      check(replica + " runs", stage.runs(replica));
      stage.kill(replica);
    }
    long left = journal.waiting();
    stage.startRelay();
    Map<String, Long> newest = journal.newest();
    check("the last changes arrive", listenUntil(newest));
    heard.listen(Duration.ofSeconds(2));
    Map<String, String> committed = journal.committed();
    check("exactly what was committed arrived", heard.marks().equals(committed));
    Set<String> takenBack = journal.takenBack();
    check("changes were rolled back", takenBack.size() > 10);
    check("none of them arrived", Collections.disjoint(takenBack, heard.everyMark()));
    check(
        "nothing arrived that was never committed",
        new HashSet<>(committed.values()).containsAll(heard.everyMark()));
    check("events waited at the kills", waitedAtKills > 0);
    check("the outbox is empty in the end", awaitEmpty());
    System.out.printf(
        "%d changes of %d things; %d rolled back; %d events waited at the kills, %d at the last;"
            + " %d came twice%n",
        committed.size(), newest.size(), takenBack.size(), waitedAtKills, left, heard.repeated());
  }

  private String relaying() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<String> relaying = journal.relaying();
      if (relaying.size() == 1) {
        return relaying.getFirst();
      }
      check("never two relay at once", relaying.isEmpty());
      heard.listen(Duration.ofMillis(50));
    }
    throw new IllegalStateException("No replica relays");
  }

  private void awaitWaiting(long events) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (journal.waiting() < events && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
  }

  private boolean awaitEmpty() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (journal.waiting() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    return journal.waiting() == 0;
  }

  private boolean listenUntil(Map<String, Long> revisions) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!heard.knows(revisions) && System.nanoTime() < deadline) {
      heard.listen(Duration.ofMillis(100));
    }
    return heard.knows(revisions);
  }

  private void check(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      failed++;
      System.out.println("FAILED " + what);
    }
  }
}
