package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** How Postgres answers the statements of searches among runs. */
public final class SearchPlans {
  private static final String EXPLAIN =
      "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ";

  private final JdbcTemplate jdbc;

  public SearchPlans(DataSource database) {
    this.jdbc = new JdbcTemplate(database);
  }

  /**
   * The lines of the plan of a search's first statement, after those that count where it counts.
   */
  public List<String> plan(long experiment, String filter, List<String> order, int limit) {
    Project project = new Project("default");
    RunStatement statement =
        new RunStatement(
            project,
            new RunQuery(
                List.of(experiment),
                TrackingFields.RUNS.filter(filter),
                TrackingFields.RUNS.order(order),
                LifecycleView.ACTIVE,
                limit,
                null));
    List<String> lines = new ArrayList<>();
    List<List<Condition>> candidates = statement.candidates();
    List<Condition> rare = null;
    if (!candidates.isEmpty()) {
      Sql counts = statement.counts(candidates);
      List<Long> each =
          jdbc.query(
                  counts.text(),
                  (row, n) -> {
                    List<Long> numbers = new ArrayList<>();
                    for (int i = 1; i <= candidates.size(); i++) {
                      numbers.add(row.getLong(i));
                    }
                    return numbers;
                  },
                  counts.arguments())
              .getFirst();
      long least = Collections.min(each);
      rare = least > statement.few() ? null : candidates.get(each.indexOf(least));
      lines.addAll(explain(counts));
      lines.add("");
    }
    lines.addAll(explain(statement.page(statement.order(0), rare, null, limit + 1)));
    return lines;
  }

  private List<String> explain(Sql sql) {
    return jdbc.query(EXPLAIN + sql.text(), (row, n) -> row.getString(1), sql.arguments());
  }
}
