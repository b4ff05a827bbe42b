package dev.thermocline.bench;

import dev.thermocline.bench.load.GeneratorCost;
import dev.thermocline.bench.load.Measured;
import dev.thermocline.bench.serving.Caching;
import dev.thermocline.bench.serving.Predict;
import dev.thermocline.bench.suite.Artifacts;
import dev.thermocline.bench.suite.Joins;
import dev.thermocline.bench.suite.Materialize;
import dev.thermocline.bench.suite.Memory;
import dev.thermocline.bench.suite.Models;
import dev.thermocline.bench.suite.Online;
import dev.thermocline.bench.suite.Push;
import dev.thermocline.bench.suite.Startup;
import dev.thermocline.bench.suite.Tracking;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code bench [suite...] [--quick] [--peers] [--record] [--only WORDS] [--out FILE]}, {@code bench
 * growth [suite...] [--record]} and {@code bench compare A.json B.json}.
 */
public final class Bench {
  private static final Path RESULTS = Path.of("benchmarks", "results");

  static List<Suite> suites(boolean peers) {
    return List.of(
        new Tracking(peers),
        new Artifacts(),
        new Models(peers),
        new Joins(peers),
        new Online(peers),
        new Materialize(peers),
        new Push(peers),
        new Memory(),
        new Predict(peers),
        new Caching(),
        new Startup());
  }

  private Bench() {}

  /**
   * How long everything takes.
   *
   * @param rest after the warm-up, in which compilers that yield to the work catch up with it
   */
  private record Pace(
      Suite.Scale scale, int rounds, Duration warmUp, int windows, Duration rest, Duration round) {
    static final Pace QUICK =
        new Pace(
            Suite.Scale.QUICK, 1, Duration.ofSeconds(1), 1, Duration.ZERO, Duration.ofSeconds(2));
    static final Pace FULL =
        new Pace(
            Suite.Scale.FULL,
            5,
            Duration.ofSeconds(5),
            12,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
  }

  static void main(String[] args) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    if (!words.isEmpty() && words.getFirst().equals("compare")) {
      if (words.size() != 3) {
        fail("compare takes two files: bench compare A.json B.json");
      }
      Report.compare(Path.of(words.get(1)), Path.of(words.get(2))).forEach(System.out::println);
      return;
    }
    if (!words.isEmpty() && words.getFirst().equals("growth")) {
      grow(words.subList(1, words.size()));
      return;
    }
    Pace pace = words.remove("--quick") ? Pace.QUICK : Pace.FULL;
    String out = option(words, "--out");
    String only = option(words, "--only");
    boolean record = words.remove("--record");
    if (record && (pace.equals(Pace.QUICK) || !only.isEmpty())) {
      fail("--record is for whole runs, not for --quick or --only");
    }
    List<Suite> suites = suites(words.remove("--peers"));
    List<Suite> chosen = choose(suites, words);
    Target target = Target.find(System.getenv());
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    String generator = GeneratorCost.say(pace.warmUp());
    notes.add(generator);
    for (Suite suite : chosen) {
      List<String> told = new ArrayList<>(List.of(generator, "load average before: " + load()));
      List<Figure> measured = run(suite, target, pace, only);
      told.addAll(suite.notes());
      told.add("load average after: " + load());
      figures.addAll(measured);
      told.stream().skip(1).forEach(note -> notes.add(suite.name() + ": " + note));
      if (record) {
        // At once: what was measured stays, whatever becomes of the suites after it.
        Path file = RESULTS.resolve(suite.name() + ".json");
        Report.write(file, measured, told, pace.rounds());
        System.err.println("== " + suite.name() + ": written to " + file);
      }
    }
    Report.table(figures).forEach(System.out::println);
    notes.forEach(System.out::println);
    if (!out.isEmpty()) {
      Report.write(Path.of(out), figures, notes, pace.rounds());
      System.out.println("written to " + out);
    }
  }

  private static void grow(List<String> words) throws IOException {
    boolean record = words.remove("--record");
    Growth growth = new Growth(Target.find(System.getenv()));
    choose(Growth.suites(), words).forEach(suite -> growth.measure(suite.name()));
    List<Figure> figures = growth.figures();
    Report.table(figures).forEach(System.out::println);
    if (record) {
      Path file = RESULTS.resolve("growth.json");
      Report.write(file, figures, List.of("load average after: " + load()), Growth.ROUNDS);
      System.err.println("== growth: written to " + file);
    }
  }

  private static List<Suite> choose(List<Suite> suites, List<String> names) {
    List<Suite> chosen = suites.stream().filter(s -> names.contains(s.name())).toList();
    List<String> known = suites.stream().map(Suite::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        fail("there is no suite '" + name + "'; there are " + String.join(", ", known));
      }
    }
    return names.isEmpty() ? suites : chosen;
  }

  /** What follows the option, taken out of the words; nothing where it is not among them. */
  private static String option(List<String> words, String option) {
    int flag = words.indexOf(option);
    if (flag < 0 || flag + 1 == words.size()) {
      return "";
    }
    words.remove(flag);
    return words.remove(flag);
  }

  private static List<Figure> run(Suite suite, Target target, Pace pace, String only) {
    System.err.println("== " + suite.name() + ": loading data");
    List<Contest> contests = new ArrayList<>(suite.prepare(target, pace.scale()));
    contests.removeIf(contest -> !contest.name().contains(only));
    List<Figure> figures = new ArrayList<>();
    for (Contest contest : contests) {
      System.err.println("== " + suite.name() + ": " + contest.name());
      Map<Contender, List<Measured>> rounds = new LinkedHashMap<>();
      contest.contenders().forEach(contender -> contender.warmUp(pace.warmUp(), pace.windows()));
      LockSupport.parkNanos(pace.rest().toNanos());
      // A B A B: what the machine does to one round it does to its neighbour.
      for (int round = 0; round < pace.rounds(); round++) {
        for (Contender contender : contest.contenders()) {
          rounds
              .computeIfAbsent(contender, c -> new ArrayList<>())
              .add(contender.measure(pace.round()));
        }
      }
      rounds.forEach((contender, measured) ->
          figures.add(Figure.of(suite.name(), contest, contender.name(), measured)));
    }
    return figures;
  }

  private static String load() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void fail(String message) {
    System.err.println("bench: " + message);
    System.exit(2);
  }
}
