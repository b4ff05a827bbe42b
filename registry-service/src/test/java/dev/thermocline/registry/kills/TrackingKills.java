package dev.thermocline.registry.kills;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryProcess;
import dev.thermocline.registry.testing.Tally;
import dev.thermocline.testkit.Servers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Kills the registry or its Postgres while 64 clients log to the same runs, and holds what is left
 * against what was acknowledged.
 */
final class TrackingKills {
  private final RegistryProcess registry;
  private final KillablePostgres postgres;
  private final Loggers loggers;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate moment;
  private final Tally tally;
  private final SplittableRandom random;

  private TrackingKills(
      RegistryProcess registry, KillablePostgres postgres, Loggers loggers, Tally tally) {
    this.registry = registry;
    this.postgres = postgres;
    this.loggers = loggers;
    DataSource source = postgres.source();
    this.jdbc = new JdbcTemplate(source);
    this.moment = new TransactionTemplate(new DataSourceTransactionManager(source));
    this.moment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.tally = tally;
    this.random = new SplittableRandom(tally.seed());
  }

  static void main(String[] arguments) throws Exception {
    Tally tally = Tally.of(arguments);
    Map<String, String> settings = new HashMap<>(Servers.of(TrackingKills.class).settings());
    try (KillablePostgres postgres = new KillablePostgres()) {
      settings.putAll(postgres.settings());
      try (RegistryProcess registry = new RegistryProcess(settings)) {
        registry.start();
        Loggers loggers = new Loggers(new RegistryClient(registry.port()));
        new TrackingKills(registry, postgres, loggers, tally).run(tally.rounds(50, 4));
      }
    }
    System.exit(tally.report());
  }

  private void run(int rounds) throws Exception {
    int round = 1;
    for (; round <= rounds && tally.hasTime(); round++) {
      round(round);
    }
    tally.check("all " + rounds + " rounds in the time given", round > rounds);
    for (String fault : loggers.faults().stream().limit(3).toList()) {
      System.out.println("  " + fault);
      registry.said(fault, 12).forEach(line -> System.out.println("    " + line));
    }
    tally.check(
        "no deadlock, and no other failure of the registry's own", loggers.faults().isEmpty());
  }

  private void round(int round) throws Exception {
    long before = loggers.newest();
    // Every third round the database goes, or both.
    boolean database = round % 3 == 0;
    boolean service = !database || random.nextBoolean();
    List<Thread> clients = loggers.begin(random.split());
    int moment = 100 + random.nextInt(1_000);
    boolean reached = Await.until(() -> loggers.answered() >= moment);
    if (database) {
      postgres.kill();
    }
    if (service) {
      registry.kill();
    }
    if (database) {
      postgres.start();
    }
    if (!service) {
      long repaired = loggers.answered() + 50;
      tally.check(
          "round " + round + ": the registry finds its database again",
          Await.until(() -> loggers.answered() >= repaired));
    }
    tally.check("round " + round + ": every client was answered or cut off", loggers.end(clients));
    System.out.printf(
        "round %d: killed %s; %d batches and %d runs acknowledged, %d batches of unknown end%n",
        round,
        database ? (service ? "both" : "postgres") : "registry",
        loggers.acknowledged().size(),
        loggers.created().size(),
        loggers.unknown().size());
    tally.check("round " + round + ": batches came through before", reached);
    verify("round " + round, before);
    if (service) {
      registry.start();
    }
    tally.check(
        "round " + round + ": what has no known end can be repeated", loggers.repeatUnknown());
    verify("round " + round + ", repeated", before);
  }

  /** Over one moment of the database: what a killed service had sent may still commit. */
  private void verify(String when, long above) {
    moment.executeWithoutResult(status -> verifyNow(when, above));
  }

  private void verifyNow(String when, long above) {
    LoggedFacts facts = new LoggedFacts(jdbc, above);
    long lost = loggers.acknowledged().stream().filter(batch -> !facts.isWhole(batch)).count();
    tally.check(when + ": " + lost + " acknowledged batches are not whole", lost == 0);
    long half =
        loggers.unknown().stream()
            .filter(batch -> !facts.isWhole(batch) && !facts.isAbsent(batch))
            .count();
    tally.check(when + ": " + half + " batches are half there", half == 0);
    List<String> newest = facts.wrongNewest();
    newest.stream().limit(5).forEach(each -> System.out.println("  " + each));
    tally.check(when + ": the newest points are the greatest", newest.isEmpty());
    List<String> runs = facts.wrongRuns(loggers.attempted(), loggers.created());
    runs.stream().limit(5).forEach(each -> System.out.println("  " + each));
    tally.check(when + ": each run is whole and there once, or absent", runs.isEmpty());
  }
}
