package dev.thermocline.bench.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.bench.Figure;
import dev.thermocline.bench.Figure.Spread;
import dev.thermocline.testkit.GeneratedPages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsPageTest {
  private static final String SUITE = "tracking";
  private static final String WORK = "create run, 16 clients";

  @Test
  void whatIsShownOfTheRecordedRunsIsWhatTheirFilesSay() throws IOException {
    List<Recorded> runs = Recorded.all(Path.of("results"));
    assertThat(runs).isNotEmpty();

    GeneratedPages.check("../benchmarks/results/README.md", ResultsPage.of(runs));
    for (Recorded run : runs) {
      GeneratedPages.check("../benchmarks/results/" + run.name() + ".svg", Plot.of(run));
    }
  }

  @Test
  void aGoalIsMetMissedOrNotMeasured() {
    Recorded run =
        new Recorded(
            SUITE,
            "2026-01-02T03:04:05Z",
            5,
            Map.of("cores", "2 cores"),
            "abc1234",
            List.of("quiet"),
            List.of(figure("thermocline", 1600), figure("mlflow server", 100)));

    String page = ResultsPage.of(List.of(run));

    assertThat(page)
        .contains(
            "| tracking | create run, 16 clients | thermocline |"
                + " at least 15.0x mlflow server | 16.0x | met |")
        .contains("at least 25.0x mlflow server |  | not measured |")
        .contains("2026-01-02 03:04 UTC, commit abc1234, 2 cores. Median of 5 rounds")
        .contains("|  | mlflow server | 16.00x | 100/s |");
    Goal more = Goal.times(SUITE, WORK, "thermocline", "mlflow server", 17);
    assertThat(more.isMetBy(more.measured(List.of(run)).orElseThrow())).isFalse();
  }

  private static Figure figure(String who, double amount) {
    Spread spread = new Spread(amount, amount, amount);
    return new Figure(SUITE, WORK, who, "/s", spread, spread, spread, 0);
  }
}
