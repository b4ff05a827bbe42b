package dev.thermocline.registry.scale;

import dev.thermocline.registry.experiment.jdbc.SearchPlans;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryProcess;
import dev.thermocline.registry.testing.Tally;
import dev.thermocline.testkit.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Searches a large experiment: what is found, how long it takes, and what never ends. */
final class MillionRuns {
  private static final int PAGE = 100;
  private static final int REQUESTS = 40;
  private static final int DEEP_PAGES = 100;
  private static final int DEEP_PAGE = 500;
  private static final double GOAL_MILLIS = 50;

  /**
   * A median beyond this is the work of a wrong plan. What lies above it is a busy machine's doing
   * as well, so that the goal is printed beside it and holds on a quiet one.
   */
  private static final double BOUND_MILLIS = 250;

  private static final List<String> SERVER = List.of("-XX:TieredStopAtLevel=1", "-Xmx384m");

  private final BigRun.Experiment experiment;
  private final Tally tally;
  private final SplittableRandom random;

  private MillionRuns(BigRun.Experiment experiment, Tally tally) {
    this.experiment = experiment;
    this.tally = tally;
    this.random = new SplittableRandom(tally.seed());
  }

  static void main(String[] arguments) throws Exception {
    Tally tally = Tally.of(arguments);
    int runs = tally.rounds(1_000_000, 200_000);
    boolean writePlans = Boolean.parseBoolean(arguments[4]);
    Servers servers = Servers.of(MillionRuns.class);
    PGSimpleDataSource database = database(servers.postgres());
    MillionRuns check = new MillionRuns(new BigRun.Experiment(runs, tally.seed()), tally);
    try (RegistryProcess registry = new RegistryProcess(servers.settings(), SERVER)) {
      registry.start();
      long begin = System.nanoTime();
      RunsLoad.load(database, check.experiment);
      System.out.printf(
          "%,d runs loaded in %d s%n",
          runs, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
      Asker asker = new Asker(new RegistryClient(registry.port()));
      check.search(asker);
    }
    PlanPage page = new PlanPage(new SearchPlans(database), check.experiment);
    tally.check("no search that must be quick reads a table from end to end", page.isIndexed());
    if (writePlans) {
      page.write(Path.of("registry-service/src/main/java/dev/thermocline/registry/experiment"));
    }
    Map<String, String> impatient = new HashMap<>(servers.settings());
    impatient.put("thermocline.search.timeout", "1s");
    try (RegistryProcess registry = new RegistryProcess(impatient, SERVER)) {
      registry.start();
      new Overload(new RegistryClient(registry.port()), database, check.experiment, tally).run();
    }
    System.exit(tally.report());
  }

  private static PGSimpleDataSource database(Servers.Postgres postgres) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.url());
    source.setUser(postgres.user());
    source.setPassword(postgres.password());
    source.setCurrentSchema(postgres.schema());
    return source;
  }

  private void search(Asker asker) {
    List<Search> searches = Search.all(experiment);
    List<Truth> truths = new ArrayList<>();
    for (Search search : searches) {
      truths.add(new Truth(search.filter().of().apply(random), search.order(), PAGE));
    }
    Search.Condition all = new Search.Condition("", run -> true);
    List<Search.Order> deep = List.of(Search.DEEP_BY_TIME, Search.DEEP_BY_METRIC);
    deep.forEach(order -> truths.add(new Truth(all, order, DEEP_PAGES * DEEP_PAGE)));
    for (int n = 0; n < experiment.runs(); n++) {
      BigRun run = experiment.run(n);
      truths.forEach(truth -> truth.look(run));
    }
    System.out.printf(
        "%-40s %-28s %8s %8s  goal %.0f ms%n", "searched", "by", "p50", "p95", GOAL_MILLIS);
    for (int i = 0; i < searches.size(); i++) {
      find(asker, searches.get(i), truths.get(i));
    }
    for (int i = 0; i < deep.size(); i++) {
      turnPages(asker, deep.get(i), truths.get(searches.size() + i));
    }
  }

  private void find(Asker asker, Search search, Truth truth) {
    String name = search.name() + " by " + search.order().text();
    String order = search.order().text();
    tally.check(
        name + " finds what is there, in order",
        asker.page(truth.condition().text(), order, PAGE, null).ids().equals(truth.ids()));
    int requests = search.quick() ? REQUESTS : 3;
    Times times = new Times(requests);
    for (int i = 0; i < requests; i++) {
      String filter = search.filter().of().apply(random).text();
      times.run(() -> asker.page(filter, order, PAGE, null));
    }
    print(search.name(), order, times, search.quick());
    tally.check(
        name + ": the median is within " + BOUND_MILLIS + " ms",
        !search.quick() || times.millis(50) <= BOUND_MILLIS);
  }

  private void turnPages(Asker asker, Search.Order order, Truth truth) {
    Times times = new Times(DEEP_PAGES);
    List<String> found = new ArrayList<>();
    AtomicReference<@Nullable String> token = new AtomicReference<>();
    for (int page = 0; page < DEEP_PAGES && (page == 0 || token.get() != null); page++) {
      times.run(() -> {
        Asker.Page next = asker.page("", order.text(), DEEP_PAGE, token.get());
        found.addAll(next.ids());
        token.set(next.next());
      });
    }
    print(DEEP_PAGES + " pages of " + DEEP_PAGE, order.text(), times, true);
    tally.check("deep pages by " + order.text() + " miss none", found.equals(truth.ids()));
    tally.check("deep pages by " + order.text() + " are quick", times.millis(50) <= BOUND_MILLIS);
  }

  private static void print(String name, String order, Times times, boolean quick) {
    System.out.printf(
        "%-40s %-28s %8.1f %8.1f  %s%n",
        name,
        order.isEmpty() ? "(newest)" : order,
        times.millis(50),
        times.millis(95),
        !quick ? "no goal" : times.millis(95) <= GOAL_MILLIS ? "" : "over the goal");
  }
}
