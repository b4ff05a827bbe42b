package dev.thermocline.bench.results;

import dev.thermocline.bench.Figure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The recorded runs in Markdown: each goal with what was reached, then each run. */
final class ResultsPage {
  private final List<Recorded> runs;
  private final StringBuilder page = new StringBuilder();

  private ResultsPage(List<Recorded> runs) {
    this.runs = runs;
  }

  static String of(List<Recorded> runs) {
    ResultsPage made = new ResultsPage(runs);
    made.page.append(
        """
        # Recorded results
        Made from the files beside it, which `./thermocline bench SUITE --record` writes; a test keeps it true. What each figure means is said in [the README](../README.md). Ratios count: the machine is what stands above each table, and everything of a contest ran on it in turn.

        ## Goals
        """);
    made.goals(Goals.all());
    runs.forEach(made::run);
    return made.page.toString();
  }

  private void goals(List<Goal> goals) {
    long met = 0;
    long missed = 0;
    StringBuilder rows = new StringBuilder();
    for (Goal goal : goals) {
      Optional<Double> measured = goal.measured(runs);
      boolean isMet = measured.filter(goal::isMetBy).isPresent();
      met += isMet ? 1 : 0;
      missed += measured.isPresent() && !isMet ? 1 : 0;
      rows.append(
          "| %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  goal.suite(),
                  goal.contest(),
                  goal.who(),
                  goal.says(),
                  measured.map(goal::shown).orElse(""),
                  measured.isEmpty() ? "not measured" : isMet ? "met" : "**not met**"));
    }
    page.append(
        "%d met, %d not met, %d not measured.%n%n"
            .formatted(met, missed, goals.size() - met - missed));
    page.append("| suite | work | who | goal | measured | |\n|---|---|---|---|---|---|\n");
    page.append(rows);
  }

  private void run(Recorded run) {
    page.append(
        """

        ## %s
        %s, commit %s, %s. Median of %d round%s, with the least and the greatest.

        ![%s](%s.svg)

        | work | who | ours is | median | least to greatest | p50 ms | p99 ms | failed |
        |---|---|---|---|---|---|---|---|
        """
            .formatted(
                run.name(),
                run.at().substring(0, 16).replace('T', ' ') + " UTC",
                run.commit(),
                String.join(", ", new TreeMap<>(run.machine()).values()),
                run.rounds(),
                run.rounds() == 1 ? "" : "s",
                run.name(),
                run.name()));
    String contest = "";
    Figure ours = run.figures().getFirst();
    for (Figure figure : run.figures()) {
      boolean first = !figure.contest().equals(contest);
      contest = figure.contest();
      ours = first ? figure : ours;
      row(figure, ours, first);
    }
    if (!run.notes().isEmpty()) {
      page.append('\n').append(String.join("; ", run.notes())).append(".\n");
    }
  }

  private void row(Figure figure, Figure ours, boolean first) {
    Figure.Spread spread = figure.amount();
    page.append(
        "| %s | %s | %s | %s | %s to %s | %s | %s | %s |%n"
            .formatted(
                first ? figure.contest() : "",
                figure.contender(),
                first ? "" : times(ours.amount().median() / spread.median()),
                Plot.number(spread.median()) + figure.unit(),
                Plot.number(spread.least()),
                Plot.number(spread.greatest()),
                millis(figure, figure.p50Millis()),
                millis(figure, figure.p99Millis()),
                figure.failures() == 0 ? "" : Long.toString(figure.failures())));
  }

  private static String millis(Figure figure, Figure.Spread spread) {
    return figure.isRate() ? String.format(Locale.ROOT, "%.2f", spread.median()) : "";
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }
}
