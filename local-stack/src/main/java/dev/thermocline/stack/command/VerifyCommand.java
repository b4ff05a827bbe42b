package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.ServiceBuilds;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs what takes longer than the gate may. */
final class VerifyCommand implements Command {
  private static final Duration ALL = Duration.ofMinutes(58);

  @Override
  public String summary() {
    return "Run the long checks: kills, soaks, differential runs, fuzz.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline verify [NAME...] [--list] [--seed N] [--minutes N]

    A check is an executable file in a folder `checks` of any room; its first comment line says
    what it shows. Named, a check does its full count; without names all of them run with fewer
    rounds and share an hour (a line `# weight: 3` asks for three shares). Each is told by the
    environment: THERMOCLINE_SEED, THERMOCLINE_BUDGET_SECONDS, and THERMOCLINE_FULL (true or
    false). The last line is `N passed, N failed`.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    Map<String, LongCheck> checks = LongCheck.all(home.checkout());
    List<String> names = new ArrayList<>();
    long seed = new SecureRandom().nextInt(1_000_000);
    Duration budget = ALL;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean hasNumber =
          i + 1 < arguments.size() && arguments.get(i + 1).matches("[1-9]\\d{0,8}|0");
      if (word.equals("--list")) {
        list(checks);
        return 0;
      } else if (word.equals("--seed") && hasNumber) {
        seed = Long.parseLong(arguments.get(++i));
      } else if (word.equals("--minutes") && hasNumber) {
        budget = Duration.ofMinutes(Long.parseLong(arguments.get(++i)));
      } else if (checks.containsKey(word)) {
        names.add(word);
      } else {
        return Command.wrong(
            "no check '" + word + "'; there are: " + String.join(", ", checks.keySet()), "verify");
      }
    }
    boolean full = !names.isEmpty();
    if (!full) {
      names.addAll(checks.keySet());
    }
    return run(home, checks, names, new Terms(seed, budget, full));
  }

  private static int run(Home home, Map<String, LongCheck> checks, List<String> names, Terms terms)
      throws IOException, InterruptedException {
    TestCount total = TestCount.NONE;
    List<String> summary = new ArrayList<>();
    long begin = System.nanoTime();
    if (!terms.full()) {
      // Before the first check begins, which would pay for it out of its share.
      new ServiceBuilds(home, System.out::println).upToDate();
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Duration left = terms.budget().minusNanos(System.nanoTime() - begin);
      List<LongCheck> coming = names.subList(i, names.size()).stream().map(checks::get).toList();
      Duration share = terms.full() ? left : LongCheck.shareOfFirst(left, coming);
      System.out.printf(
          "== %s (%d of %d), seed %d, at most %d s%n",
          name, i + 1, names.size(), terms.seed(), share.toSeconds());
      long start = System.nanoTime();
      ScriptRun run =
          ScriptRun.of(
              home.checkout(),
              List.of(coming.getFirst().script().toString()),
              Map.of(
                  "THERMOCLINE_SEED", Long.toString(terms.seed()),
                  "THERMOCLINE_BUDGET_SECONDS", Long.toString(share.toSeconds()),
                  "THERMOCLINE_FULL", Boolean.toString(terms.full())),
              share.plusSeconds(30));
      total = total.plus(run.count());
      summary.add(
          "  %-20s %s in %d s%s"
              .formatted(
                  name,
                  run.count(),
                  Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                  run.outOfTime() ? " (out of time)" : ""));
    }
    if (names.isEmpty()) {
      System.out.println("no check was found");
      total = new TestCount(0, 1);
    }
    System.out.println("== summary, seed " + terms.seed());
    summary.forEach(System.out::println);
    System.out.println(total);
    return total.failed() == 0 ? 0 : 1;
  }

  private static void list(Map<String, LongCheck> checks) {
    checks.forEach((name, check) -> System.out.printf("  %-20s %s%n", name, check.shows()));
  }

  private record Terms(long seed, Duration budget, boolean full) {}
}
