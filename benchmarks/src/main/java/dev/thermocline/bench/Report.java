package dev.thermocline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Figures as a table, as JSON, and held against earlier ones. */
final class Report {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Report() {}

  /** One line a contender, the ratio to ours first: above 1 means that ours did more. */
  static List<String> table(List<Figure> figures) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line("suite", "work", "who", "ours is", "figure", "p50 ms", "p99 ms", "spread", "failed"));
    Map<String, Double> ours = new LinkedHashMap<>();
    for (Figure figure : figures) {
      String work = figure.suite() + "/" + figure.contest();
      double mine = ours.computeIfAbsent(work, w -> figure.amount().median());
      double it = figure.amount().median();
      Figure.Spread spread = figure.amount();
      lines.add(
          line(
              figure.suite(),
              figure.contest(),
              figure.contender(),
              mine == it ? "" : String.format(Locale.ROOT, "%.2fx", mine / it),
              number(it) + figure.unit(),
              millis(figure, figure.p50Millis()),
              millis(figure, figure.p99Millis()),
              number(spread.least()) + ".." + number(spread.greatest()),
              figure.failures() == 0 ? "" : Long.toString(figure.failures())));
    }
    return lines;
  }

  private static String millis(Figure figure, Figure.Spread spread) {
    return figure.isRate() ? String.format(Locale.ROOT, "%.2f", spread.median()) : "";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String line(String... cells) {
    return String.format(
            Locale.ROOT, "%-10s %-44s %-16s %8s %14s %9s %9s %19s %7s", (Object[]) cells)
        .stripTrailing();
  }

  static void write(Path file, List<Figure> figures, List<String> notes, int rounds)
      throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("at", Instant.now().toString());
    report.put("rounds", rounds);
    report.put("machine", machine());
    report.put("commit", commit());
    report.put("notes", notes);
    report.put("figures", figures);
    Files.writeString(file, JSON.writeValueAsString(report) + "\n");
  }

  /** What moved by more than both runs' own spread, and whether for the better. */
  static List<String> compare(Path before, Path after) throws IOException {
    Map<String, Figure> old = byName(before);
    List<String> lines = new ArrayList<>();
    byName(after)
        .forEach((name, now) -> {
          Figure then = old.get(name);
          if (then == null) {
            lines.add(name + ": new");
          } else if (now.amount().isApartFrom(then.amount())) {
            double ratio = now.amount().median() / then.amount().median();
            String verdict = ratio > 1 == now.isRate() ? "better" : "worse";
            lines.add(String.format(Locale.ROOT, "%s: %.2fx, %s", name, ratio, verdict));
          }
        });
    if (lines.isEmpty()) {
      lines.add("nothing moved beyond the noise");
    }
    return lines;
  }

  private static Map<String, Figure> byName(Path file) throws IOException {
    JsonNode report = JSON.readTree(Files.readString(file));
    if (report.get("rounds").asInt() < 2) {
      throw new IOException(file + " holds one round: a quick run cannot be compared");
    }
    Map<String, Figure> named = new LinkedHashMap<>();
    for (JsonNode node : report.get("figures")) {
      Figure figure = JSON.treeToValue(node, Figure.class);
      named.put(String.join(" / ", figure.suite(), figure.contest(), figure.contender()), figure);
    }
    return named;
  }

  private static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("cores", Runtime.getRuntime().availableProcessors() + " cores");
    machine.put("java", "Java " + Runtime.version());
    return machine;
  }

  private static String commit() throws IOException {
    Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
    return new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .strip();
  }
}
