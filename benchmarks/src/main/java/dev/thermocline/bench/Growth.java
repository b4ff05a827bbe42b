package dev.thermocline.bench;

import dev.thermocline.bench.Suite.Scale;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How cost grows with the data: a suite's own work, without anybody beside it, at a hundredth of
 * its data, a tenth of it and all of it.
 */
final class Growth {
  static final int ROUNDS = 3;
  private static final List<String> OF =
      List.of("tracking", "models", "artifacts", "join", "online", "materialize", "memory");
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final Target target;
  private final List<Figure> figures = new ArrayList<>();

  Growth(Target target) {
    this.target = target;
  }

  /** Those whose work depends on how much data there is. */
  static List<Suite> suites() {
    return Bench.suites(false).stream().filter(suite -> OF.contains(suite.name())).toList();
  }

  /** The figures of all suites measured so far: of each work, least data first. */
  List<Figure> figures() {
    return List.copyOf(figures);
  }

  void measure(String name) {
    Map<Integer, List<Sample>> works = new LinkedHashMap<>();
    for (Scale scale : List.of(Scale.HUNDREDTH, Scale.TENTH, Scale.FULL)) {
      String amount = scale.of(100) + "x";
      System.err.println("== growth: " + name + " with " + amount + " the data");
      // A suite keeps what it loaded, so each amount has one of its own.
      Suite suite = suites().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
      List<Contest> contests = suite.prepare(target, scale);
      for (int work = 0; work < contests.size(); work++) {
        Contest contest = contests.get(work);
        works
            .computeIfAbsent(work, _ -> new ArrayList<>())
            .add(new Sample(contest, amount, rounds(contest.contenders().getFirst())));
      }
    }
    works.values().forEach(samples -> add(name, samples));
  }

  private record Sample(Contest contest, String amount, List<Measured> rounds) {}

  /** Some names say how much data there is; that of all of it stands for the work. */
  private void add(String suite, List<Sample> samples) {
    Contest all = samples.getLast().contest();
    Contest work = new Contest(suite + ": " + all.name(), all.contenders(), all.unit());
    samples.forEach(
        sample -> figures.add(Figure.of("growth", work, sample.amount(), sample.rounds())));
  }

  private static List<Measured> rounds(Contender ours) {
    var _ = ours.measure(WARM_UP);
    return IntStream.range(0, ROUNDS).mapToObj(_ -> ours.measure(ROUND)).toList();
  }
}
