package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Cursors;
import dev.thermocline.registry.search.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds the runs of a page. */
@Component
class RunSearch {
  private final JdbcTemplate jdbc;
  private final SearchStatements statements;
  private final Cursors cursors;

  RunSearch(ReadReplica replica, SearchStatements statements, Cursors cursors) {
    this.jdbc = new JdbcTemplate(replica.source());
    this.statements = statements;
    this.cursors = cursors;
  }

  Page<RunDetails> page(Project project, RunQuery query) {
    String mark = "runs" + query.experimentIds() + query.filter() + query.order() + query.view();
    Cursor cursor = cursors.read(project, mark, query.pageToken());
    RunStatement statement = new RunStatement(project, query);
    List<Condition> rare = rare(statement);
    List<Found<Run>> found = new ArrayList<>();
    int segments = statement.segments();
    int segment = cursor == null ? 0 : cursor.segmentOf(segments);
    for (; segment < segments && found.size() <= query.limit(); segment++) {
      int missing = query.limit() + 1 - found.size();
      found.addAll(read(statement, rare, segment, cursor, missing));
      cursor = null;
    }
    Page<Run> page = Found.page(found, query.limit(), place -> cursors.token(project, mark, place));
    return new Page<>(RunDetailsReader.read(jdbc, project, page.items()), page.next());
  }

  /** The group of conditions that holds for the fewest runs, if those are few. */
  private @Nullable List<Condition> rare(RunStatement statement) {
    List<List<Condition>> candidates = statement.candidates();
    if (candidates.isEmpty()) {
      return null;
    }
    List<Long> counts =
        statements
            .query(
                statement.counts(candidates),
                row -> {
                  List<Long> each = new ArrayList<>(candidates.size());
                  for (int i = 1; i <= candidates.size(); i++) {
                    each.add(row.getLong(i));
                  }
                  return each;
                })
            .getFirst();
    long least = Collections.min(counts);
    return least > statement.few() ? null : candidates.get(counts.indexOf(least));
  }

  private List<Found<Run>> read(
      RunStatement statement,
      @Nullable List<Condition> rare,
      int segment,
      @Nullable Cursor cursor,
      int limit) {
    RunOrder order = statement.order(segment);
    return statements.query(
        statement.page(order, rare, cursor, limit),
        row -> Found.read(row, RunRows.read(row), segment, RunRows.COUNT, order.keys()));
  }
}
