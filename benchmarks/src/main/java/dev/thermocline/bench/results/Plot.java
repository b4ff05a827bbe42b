package dev.thermocline.bench.results;

import dev.thermocline.bench.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The contests of one run as bars, the contenders of each beside one another, the first is ours.
 */
final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 170;
  private static final int LONGEST = 420;
  private static final int BAR = 16;
  private static final int TITLE = 26;

  private final StringBuilder drawn = new StringBuilder();
  private int at = 12;

  private Plot() {}

  static String of(Recorded run) {
    Map<String, List<Figure>> contests = new LinkedHashMap<>();
    for (Figure figure : run.figures()) {
      contests.computeIfAbsent(figure.contest(), _ -> new ArrayList<>()).add(figure);
    }
    Plot plot = new Plot();
    contests.forEach(plot::draw);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12" role="img">
    <title>%s</title>
    <rect width="%d" height="%d" rx="10" fill="#fdf7f0"/>
    %s</svg>
    """
        .formatted(WIDTH, plot.at + 8, escaped(run.suite()), WIDTH, plot.at + 8, plot.drawn);
  }

  private void draw(String contest, List<Figure> figures) {
    double most = figures.stream().mapToDouble(f -> f.amount().median()).max().orElse(1);
    at += TITLE;
    text(16, at - 8, "#1d2c3a", "start\" font-weight=\"600", contest);
    for (Figure figure : figures) {
      double value = figure.amount().median();
      int length = most > 0 ? (int) Math.round(value / most * LONGEST) : 0;
      String colour = figure.equals(figures.getFirst()) ? "#d9772f" : "#7fa6c9";
      text(LEFT - 8, at + 12, "#33485c", "end", figure.contender());
      drawn.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
              .formatted(LEFT, at + 2, Math.max(1, length), BAR - 4, colour));
      text(LEFT + length + 6, at + 12, "#33485c", "start", number(value) + figure.unit());
      at += BAR;
    }
  }

  private void text(int x, int y, String colour, String anchor, String text) {
    drawn.append(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(x, y, colour, anchor, escaped(text)));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
