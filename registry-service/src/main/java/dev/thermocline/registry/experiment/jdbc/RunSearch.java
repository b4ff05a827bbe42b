package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Cursors;
import dev.thermocline.registry.search.Keyset;
import dev.thermocline.registry.search.Page;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
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
    List<Found<Run>> found = new ArrayList<>();
    int segments = RunOrder.segments(query.order());
    int segment = cursor == null ? 0 : cursor.segmentOf(segments);
    for (; segment < segments && found.size() <= query.limit(); segment++) {
      int missing = query.limit() + 1 - found.size();
      found.addAll(read(project, query, segment, cursor, missing));
      cursor = null;
    }
    Page<Run> page = Found.page(found, query.limit(), place -> cursors.token(project, mark, place));
    return new Page<>(RunDetailsReader.read(jdbc, project, page.items()), page.next());
  }

  private List<Found<Run>> read(
      Project project, RunQuery query, int segment, @Nullable Cursor cursor, int limit) {
    RunScope scope = new RunScope(project.name(), query.experimentIds());
    RunOrder order = RunOrder.of(query.order(), segment, scope);
    Sql sql = new Sql("SELECT " + RunRows.COLUMNS);
    order.keys().forEach(key -> sql.add(", " + key.expression()));
    sql.add("FROM run r");
    order.joins().forEach(sql::add);
    sql.add("WHERE").add(scope.of("r"));
    if (query.view() != LifecycleView.ALL) {
      sql.add(
          query.view() == LifecycleView.ACTIVE
              ? "AND r.deleted_at IS NULL"
              : "AND r.deleted_at IS NOT NULL");
    }
    order.conditions().forEach(condition -> sql.add("AND").add(condition));
    RunFilter filter = new RunFilter(scope);
    for (Condition condition : query.filter()) {
      sql.add("AND (").add(filter.of(condition)).add(")");
    }
    if (cursor != null) {
      cursor.requireTypes(order.keys());
      sql.add("AND").add(Keyset.after(order.keys(), cursor.values()));
    }
    sql.add("ORDER BY " + Keyset.orderBy(order.keys()) + " LIMIT ?", (long) limit);
    return statements.query(
        sql, row -> Found.read(row, RunRows.read(row), segment, RunRows.COUNT, order.keys()));
  }
}
