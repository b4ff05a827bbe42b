package dev.thermocline.registry.scale;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of search, as MLflow's client writes it and as plain Java says what it must find.
 *
 * @param quick whether an index serves it, so that it must be quick; else it is one of the rest
 */
record Search(String name, Filter filter, Order order, boolean quick) {
  /** A condition: its text, and which runs fulfil it. */
  record Condition(String text, Predicate<BigRun> holds) {}

  /** A condition with values of its own for each request. */
  record Filter(String name, Function<SplittableRandom, Condition> of) {}

  record Order(String text, Comparator<BigRun> by) {}

  private static final Comparator<BigRun> NEWEST =
      comparingLong(BigRun::startedAt).reversed().thenComparing(BigRun::id);
  private static final Order BY_TIME = new Order("", NEWEST);
  private static final Order BY_LOSS = order("metrics.loss ASC", number(BigRun::loss, true));
  private static final Order BY_ACCURACY =
      order("metrics.accuracy DESC", number(BigRun::accuracy, false));
  static final Order DEEP_BY_TIME = BY_TIME;
  static final Order DEEP_BY_METRIC = BY_LOSS;
  private static final List<Order> ANY =
      List.of(
          BY_TIME,
          order("attributes.start_time ASC", comparingLong(BigRun::startedAt)),
          order("attributes.end_time DESC", last(Search::end, false)),
          order("attributes.run_name ASC", comparing(BigRun::name)),
          order("attributes.user_id DESC", comparing(BigRun::user).reversed()),
          BY_LOSS,
          BY_ACCURACY,
          order("metrics.rare ASC", last(BigRun::rare, true)),
          order("params.lr ASC", comparing(BigRun::learningRate)),
          order("tags.team DESC", comparing(BigRun::team).reversed()));

  private static Order order(String text, Comparator<BigRun> by) {
    return new Order(text, by.thenComparing(NEWEST));
  }

  /** Numbers in order, then what is none. */
  private static Comparator<BigRun> number(Function<BigRun, Double> of, boolean ascending) {
    Comparator<Double> numbers = ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
    return comparing((BigRun run) -> of.apply(run).isNaN()).thenComparing(of, numbers);
  }

  /** Those that have it in order, then those that lack it. */
  private static Comparator<BigRun> last(Function<BigRun, @Nullable Double> of, boolean ascending) {
    return (a, b) -> {
      Double first = of.apply(a);
      Double second = of.apply(b);
      if (first == null || second == null) {
        return Boolean.compare(first == null, second == null);
      }
      return ascending ? first.compareTo(second) : second.compareTo(first);
    };
  }

  private static @Nullable Double end(BigRun run) {
    Long at = run.endedAt();
    return at == null ? null : at.doubleValue();
  }

  private static Filter fixed(String name, String text, Predicate<BigRun> holds) {
    return new Filter(name, random -> new Condition(text, holds));
  }

  /** Every kind that the experiment is searched by. */
  static List<Search> all(BigRun.Experiment experiment) {
    List<Search> all = new ArrayList<>();
    for (Filter filter : selective(experiment)) {
      for (Order order : ANY) {
        all.add(new Search(filter.name(), filter, order, true));
      }
    }
    Filter none = fixed("all runs", "", run -> true);
    for (Order order : ANY.subList(0, 4)) {
      all.add(new Search(none.name(), none, order, true));
    }
    all.add(new Search(none.name(), none, BY_LOSS, true));
    all.add(new Search(none.name(), none, BY_ACCURACY, true));
    Filter half = fixed("half of a metric", "metrics.loss < 0.5", run -> run.loss() < 0.5);
    all.add(new Search(half.name(), half, BY_TIME, true));
    all.add(
        new Search(
            half.name(), half, order("metrics.loss DESC", number(BigRun::loss, false)), true));
    Filter kind =
        fixed("a fifth by param", "params.kind = 'kind-1'", run -> run.kind().equals("kind-1"));
    all.add(new Search(kind.name(), kind, BY_TIME, true));
    all.add(new Search(kind.name(), kind, BY_ACCURACY, true));
    for (Order order : ANY.subList(7, 10)) {
      all.add(new Search(none.name(), none, order, false));
      all.add(new Search(kind.name(), kind, order, false));
    }
    return all;
  }

  private static List<Filter> selective(BigRun.Experiment experiment) {
    double few = 100.0 / experiment.runs();
    return List.of(
        new Filter(
            "one by param",
            random -> {
              String trial = any(experiment, random).trial();
              return new Condition(
                  "params.trial = '" + trial + "'", run -> run.trial().equals(trial));
            }),
        new Filter(
            "some by start of param",
            random -> {
              String start = any(experiment, random).trial();
              String cut = start.substring(0, Math.min(start.length(), 10));
              return new Condition(
                  "params.trial LIKE '" + cut + "%'", run -> run.trial().startsWith(cut));
            }),
        new Filter(
            "hundred by tag",
            random -> {
              String commit = any(experiment, random).commit();
              return new Condition(
                  "tags.commit = '" + commit + "'", run -> run.commit().equals(commit));
            }),
        new Filter(
            "hundred by least metric",
            random -> {
              double most = few * (1 + random.nextDouble());
              return new Condition("metrics.loss < " + most, run -> run.loss() < most);
            }),
        new Filter(
            "thousand by metric that others exceed",
            random -> {
              double least = 1 - 10 * few * (1 + random.nextDouble());
              return new Condition("metrics.accuracy > " + least, run -> run.accuracy() > least);
            }),
        new Filter(
            "hundred by stretch of metric",
            random -> {
              double least = random.nextDouble() / 2;
              double most = least + few;
              return new Condition(
                  "metrics.loss >= " + least + " AND metrics.loss < " + most,
                  run -> run.loss() >= least && run.loss() < most);
            }),
        new Filter(
            "few by metric of few",
            random ->
                new Condition("metrics.rare > 0.5", run -> run.rare() != null && run.rare() > 0.5)),
        new Filter(
            "one by name",
            random -> {
              String name = any(experiment, random).name();
              return new Condition(
                  "attributes.run_name = '" + name + "'", run -> run.name().equals(name));
            }),
        new Filter(
            "twenty by id",
            random -> {
              List<String> ids =
                  IntStream.range(0, 20).mapToObj(i -> any(experiment, random).id()).toList();
              return new Condition(
                  "attributes.run_id IN ("
                      + ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "))
                      + ")",
                  run -> ids.contains(run.id()));
            }),
        new Filter(
            "thousandth by status",
            random ->
                new Condition(
                    "attributes.status = 'FAILED'", run -> run.status().equals("FAILED"))),
        new Filter(
            "hundred by time",
            random -> {
              long from = any(experiment, random).startedAt();
              long to = from + 100_000;
              return new Condition(
                  "attributes.start_time >= " + from + " AND attributes.start_time < " + to,
                  run -> run.startedAt() >= from && run.startedAt() < to);
            }),
        new Filter(
            "fifty by dataset",
            random -> new Condition("datasets.name = 'rare-data'", BigRun::onRareData)));
  }

  private static BigRun any(BigRun.Experiment experiment, SplittableRandom random) {
    return experiment.run(random.nextInt(experiment.runs()));
  }
}
