package dev.thermocline.registry.scale;

import dev.thermocline.registry.experiment.jdbc.SearchPlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** The plan of each kind of search, as a page of the room that makes them. */
final class PlanPage {
  private static final int PAGE = 100;
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private static final Pattern TABLE_SCAN =
      Pattern.compile("Seq Scan on (run|latest_metric|run_param|run_tag) ");

  private final StringBuilder text = new StringBuilder();
  private boolean indexed = true;

  PlanPage(SearchPlans plans, BigRun.Experiment experiment) {
    text.append("# How searches of a large experiment run\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            """
            Made by `THERMOCLINE_WRITE_PLANS=true ./thermocline verify million-runs`: one experiment \
            of %,d runs, pages of %d. Where a search first counts its conditions, that plan comes \
            first; the other is the page's.
            """,
            experiment.runs(),
            PAGE));
    Set<String> orders = new HashSet<>();
    String last = "";
    for (Search search : Search.all(experiment)) {
      boolean newFilter = !search.name().equals(last);
      boolean newOrder = orders.add(search.order().text());
      last = search.name();
      if (!newFilter && !newOrder && !search.name().equals("all runs")) {
        continue;
      }
      String filter = search.filter().of().apply(new SplittableRandom(1)).text();
      List<String> order =
          search.order().text().isEmpty() ? List.of() : List.of(search.order().text());
      List<String> plan = plans.plan(RunsLoad.EXPERIMENT, filter, order, PAGE);
      if (search.quick() && plan.stream().anyMatch(line -> TABLE_SCAN.matcher(line).find())) {
        indexed = false;
        System.out.println("  a whole table: " + filter + " by " + order);
      }
      write(search, filter, plan);
    }
  }

  private void write(Search search, String filter, List<String> plan) {
    String by = search.order().text();
    text.append("\n## ").append(search.name()).append(", by ");
    text.append(by.isEmpty() ? "time" : by).append('\n');
    if (!filter.isEmpty()) {
      text.append('`').append(filter.length() > 120 ? filter.substring(0, 120) + "…" : filter);
      text.append("`\n");
    }
    text.append("```\n");
    for (String line : plan) {
      String shown = line.replaceAll("(" + UUID + "[,\"']*){3,}", "…");
      text.append(shown.length() > 160 ? shown.substring(0, 160) + "…" : shown).append('\n');
    }
    text.append("```\n");
  }

  boolean isIndexed() {
    return indexed;
  }

  void write(Path room) throws IOException {
    Files.writeString(room.resolve("PLANS.md"), text);
  }
}
