package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Keyset;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one search.
 *
 * <p>Which way a search takes is decided here and not left to the planner: it multiplies how
 * frequent a key is by how frequent a value is, and a learning rate of 0.9 is rare where an epoch
 * of 0.9 or more is not. So each condition that has an index is counted along it, up to a bound;
 * where one holds for few runs, those are fetched and sorted, in whatever order. Else the order's
 * own index is followed until the page is full.
 */
final class RunStatement {
  private static final Field RUN_ID = new Field(FieldKind.ATTRIBUTE, "run_id");
  private static final Field START = new Field(FieldKind.ATTRIBUTE, "start_time");

  private final RunQuery query;
  private final RunScope scope;
  private final RunFilter filter;
  private final List<Condition> bounds;
  private final List<List<Condition>> groups;

  RunStatement(Project project, RunQuery query) {
    this.query = query;
    this.scope = new RunScope(project.name(), query.experimentIds());
    this.filter = new RunFilter(scope);
    this.bounds = RunOrder.bounds(query.order(), query.filter());
    this.groups =
        RunFilter.groups(
            query.filter().stream().filter(condition -> !bounds.contains(condition)).toList());
  }

  int segments() {
    return RunOrder.segments(query.order(), bounds);
  }

  /** More runs than this are too many to be sorted for one page. */
  int few() {
    return Math.clamp(10L * query.limit(), 2_000, 10_000);
  }

  /** The groups of conditions that are worth counting, because they may hold for few runs. */
  List<List<Condition>> candidates() {
    List<List<Condition>> candidates = new ArrayList<>();
    for (List<Condition> group : groups) {
      Field field = group.getFirst().field();
      if (filter.runs(group).isEmpty() || isOrderedBy(field)) {
        continue;
      }
      if (field.equals(RUN_ID)) {
        // It names its runs: no planner overlooks that.
        return List.of();
      }
      candidates.add(group);
    }
    return candidates;
  }

  /** A column that bounds the order's own index costs nothing to follow, however many it holds. */
  private boolean isOrderedBy(Field field) {
    Field first = query.order().isEmpty() ? START : query.order().getFirst().field();
    return field.kind() == FieldKind.ATTRIBUTE && field.equals(first);
  }

  /** One row: for how many runs each candidate holds, counted up to one more than a few. */
  Sql counts(List<List<Condition>> candidates) {
    Sql sql = new Sql("SELECT");
    String comma = "";
    for (List<Condition> candidate : candidates) {
      sql.add(comma + "(SELECT count(*) FROM (")
          .add(filter.runs(candidate).orElseThrow())
          .add("LIMIT ?) c)", few() + 1L);
      comma = ", ";
    }
    return sql;
  }

  RunOrder order(int segment) {
    return RunOrder.of(query.order(), bounds, segment, scope);
  }

  /**
   * The runs of one stretch of the order.
   *
   * @param rare the group that holds for few runs, if any does
   */
  Sql page(RunOrder order, @Nullable List<Condition> rare, @Nullable Cursor cursor, int limit) {
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
    for (List<Condition> group : groups) {
      if (group.equals(rare)) {
        // A list of ids: of all ways to a run the planner knows none that is shorter.
        sql.add("AND r.run_id = ANY (ARRAY(").add(filter.runs(group).orElseThrow()).add("))");
      } else {
        boolean perRun = rare != null || filter.runs(group).isPresent();
        sql.add("AND (").add(filter.of(group, perRun)).add(")");
      }
    }
    if (cursor != null) {
      cursor.requireTypes(order.keys());
      sql.add("AND").add(Keyset.after(order.keys(), cursor.values()));
    }
    return sql.add("ORDER BY " + Keyset.orderBy(order.keys()) + " LIMIT ?", (long) limit);
  }
}
