package dev.thermocline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.bench.Figure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  private Path run(String name, int rounds, Figure... figures) throws IOException {
    Path file = folder.resolve(name);
    Report.write(file, List.of(figures), List.of(), rounds);
    return file;
  }

  private static Figure figure(String contest, String unit, double least, double greatest) {
    Spread amount = new Spread((least + greatest) / 2, least, greatest);
    return new Figure("s", contest, "thermocline", unit, amount, amount, amount, 0);
  }

  @Test
  void whatMovedBeyondTheSpreadIsTold() throws IOException {
    Path before =
        run(
            "before.json",
            5,
            figure("faster", "/s", 90, 110),
            figure("noise", "/s", 90, 110),
            figure("bigger", " MB", 90, 110));
    Path after =
        run(
            "after.json",
            5,
            figure("faster", "/s", 190, 210),
            figure("noise", "/s", 100, 140),
            figure("bigger", " MB", 190, 210),
            figure("added", "/s", 1, 2));

    assertThat(Report.compare(before, after))
        .containsExactly(
            "s / faster / thermocline: 2.00x, better",
            "s / bigger / thermocline: 2.00x, worse",
            "s / added / thermocline: new");
    assertThat(Report.compare(before, before)).containsExactly("nothing moved beyond the noise");
  }

  @Test
  void aQuickRunIsNotCompared() throws IOException {
    Path quick = run("quick.json", 1, figure("x", "/s", 1, 1));

    assertThatThrownBy(() -> Report.compare(quick, quick)).hasMessageContaining("one round");
  }
}
