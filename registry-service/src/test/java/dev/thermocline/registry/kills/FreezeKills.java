package dev.thermocline.registry.kills;

import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.cold.s3.S3Settings;
import dev.thermocline.registry.model.FreezeSweeper;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryProcess;
import dev.thermocline.registry.testing.Tally;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Kills the registry while callers register versions, move aliases and delete versions, and holds
 * what is left against what was acknowledged.
 */
final class FreezeKills {
  private static final Duration SETTLE = Duration.ofMinutes(5);

  private final RegistryProcess registry;
  private final Workload workload;
  private final Facts facts;
  private final SplittableRandom random;
  private final Set<String> verified = new HashSet<>();
  private final Tally tally;

  private FreezeKills(
      RegistryProcess registry,
      Workload workload,
      Facts facts,
      SplittableRandom random,
      Tally tally) {
    this.registry = registry;
    this.workload = workload;
    this.facts = facts;
    this.random = random;
    this.tally = tally;
  }

  static void main(String[] arguments) throws Exception {
    Tally tally = Tally.of(arguments);
    SplittableRandom random = new SplittableRandom(tally.seed());
    Servers servers = Servers.of(FreezeKills.class);
    Servers.S3 s3 = servers.s3();
    try (RegistryProcess registry = new RegistryProcess(servers.settings());
        S3ObjectStore store =
            new S3ObjectStore(
                S3Settings.of(
                    s3.endpoint(), s3.endpoint(), "us-east-1", s3.accessKey(), s3.secretKey()))) {
      registry.start();
      JdbcTemplate jdbc = jdbc(servers.postgres());
      Workload workload = new Workload(new RegistryClient(registry.port()), random.split());
      workload.prepare(jdbc);
      new FreezeKills(registry, workload, new Facts(servers, jdbc, store), random, tally)
          .run(tally.rounds(50, 3), servers.settings());
    }
    System.exit(tally.report());
  }

  private static JdbcTemplate jdbc(Servers.Postgres postgres) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.url());
    source.setUser(postgres.user());
    source.setPassword(postgres.password());
    source.setCurrentSchema(postgres.schema());
    return new JdbcTemplate(source);
  }

  private void run(int rounds, Map<String, String> settings) throws Exception {
    int round = 1;
    for (; round <= rounds && tally.hasTime(); round++) {
      int moment = workload.acknowledged() + 1 + random.nextInt(30);
      List<Thread> callers = workload.begin();
      boolean worked = Await.until(() -> workload.acknowledged() >= moment);
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
      registry.kill();
      workload.end(callers);
      tally.check("round " + round + ": it worked before it was killed", worked);
      long pending =
          facts.versions().stream().filter(v -> v.status().startsWith("PENDING")).count();
      System.out.printf(
          "round %d: killed; %d versions and %d moves acknowledged so far, %d being frozen%n",
          round, workload.registered().size(), workload.moves().size(), pending);
      verifyReady("round " + round);
      registry.start();
    }
    tally.check("all " + rounds + " rounds in the time given", round > rounds);
    settle();
    verified.clear();
    verifyReady("the end");
    verifyAcknowledged();
    verifyEvents();
    registry.kill();
    verifySweeper(settings);
    workload.faults().stream().limit(10).forEach(fault -> System.out.println("  " + fault));
    tally.check("no answer was a failure of the registry's own", workload.faults().isEmpty());
  }

  /** Every READY version that was not looked at before has the files of its run, and no others. */
  private void verifyReady(String when) {
    int looked = 0;
    boolean whole = true;
    for (Facts.Version version : facts.versions()) {
      String name = version.model() + "/" + version.number();
      if (!version.status().equals("READY") || version.deleted() || !verified.add(name)) {
        continue;
      }
      looked++;
      try {
        List<String> wrong = facts.wrong(version, workload.digests(version.run()));
        wrong.forEach(each -> System.out.println("  " + name + ": " + each));
        whole &= wrong.isEmpty();
      } catch (Exception e) {
        System.out.println("  " + name + ": " + e.getMessage());
        whole = false;
      }
    }
    tally.check(when + ": " + looked + " READY versions are whole", whole);
  }

  /** What was interrupted is taken up again when its lease is over. */
  private void settle() {
    long until = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() < until
        && facts.versions().stream()
            .anyMatch(v -> v.status().startsWith("PENDING") && !v.deleted())) {
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
    List<String> left =
        facts.versions().stream()
            .filter(v -> !v.status().equals("READY") && !v.deleted())
            .map(v -> v.model() + "/" + v.number() + " " + v.status())
            .toList();
    left.forEach(each -> System.out.println("  " + each));
    tally.check("every version became READY", left.isEmpty());
  }

  private void verifyAcknowledged() {
    Set<String> there = new HashSet<>();
    facts.versions().forEach(v -> there.add(v.model() + "/" + v.number() + " of " + v.run()));
    tally.check(
        "every acknowledged version is there, of its run",
        workload.registered().stream()
            .allMatch(v -> there.contains(v.model() + "/" + v.number() + " of " + v.run())));
    facts
        .lastVersions()
        .forEach((model, last) -> {
          long count = facts.versions().stream().filter(v -> v.model().equals(model)).count();
          tally.check(model + ": " + last + " numbers without gaps", count == last);
        });
    tally.check("aliases were moved", !workload.moves().isEmpty());
    tally.check(
        "every acknowledged move is in the history", facts.reasons().containsAll(workload.moves()));
    List<String> broken = facts.brokenHistory();
    broken.stream().limit(10).forEach(each -> System.out.println("  " + each));
    tally.check("each alias' history leads to where it is", broken.isEmpty());
  }

  private void verifyEvents() {
    Map<String, Long> revisions = facts.revisions();
    Map<String, List<Long>> heard = facts.events(revisions, Duration.ofMinutes(2));
    revisions.forEach((key, revision) ->
        tally.check(
            key + ": all " + revision + " changes are on Kafka, in order",
            LongStream.rangeClosed(1, revision)
                .boxed()
                .toList()
                .equals(heard.getOrDefault(key, List.of()))));
  }

  /** With no grace the sweeper leaves exactly the files of the versions that live. */
  private void verifySweeper(Map<String, String> settings) throws ClassNotFoundException {
    String[] arguments =
        settings.entrySet().stream()
            .map(each -> "--" + each.getKey() + "=" + each.getValue())
            .toArray(String[]::new);
    Class<?> service = Class.forName("dev.thermocline.registry.RegistryService");
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(service).properties("server.port=0").run(arguments)) {
      List<String> removed = context.getBean(FreezeSweeper.class).removeOrphans(Duration.ZERO);
      Set<String> living = new TreeSet<>();
      long deleted = 0;
      for (Facts.Version version : facts.versions()) {
        if (version.deleted()) {
          deleted++;
        } else if (version.prefix() != null) {
          living.add(version.prefix());
        }
      }
      System.out.printf(
          "%d versions live, %d were deleted; the sweeper took %d prefixes away%n",
          living.size(), deleted, removed.size());
      tally.check("there was something to sweep", deleted == 0 || !removed.isEmpty());
      tally.check(
          "nothing lies in the bucket that no version owns", facts.prefixes().equals(living));
    }
  }
}
