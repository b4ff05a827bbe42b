package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.experiment.LoggedModel;
import dev.thermocline.registry.experiment.LoggedModelQuery;
import dev.thermocline.registry.experiment.LoggedModelReader;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Cursors;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Keyset;
import dev.thermocline.registry.search.Page;
import dev.thermocline.registry.search.SortKey;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds logged models. */
@Component
class JdbcLoggedModelReader implements LoggedModelReader {
  private final JdbcTemplate jdbc;
  private final JdbcTemplate replica;
  private final SearchStatements statements;
  private final Cursors cursors;

  JdbcLoggedModelReader(
      JdbcTemplate jdbc, ReadReplica replica, SearchStatements statements, Cursors cursors) {
    this.jdbc = jdbc;
    this.replica = new JdbcTemplate(replica.source());
    this.statements = statements;
    this.cursors = cursors;
  }

  @Override
  public Optional<LoggedModel> find(Project project, String id, boolean alsoDeleted) {
    Sql sql =
        new Sql("SELECT " + LoggedModelParts.COLUMNS + " FROM logged_model m")
            .add("WHERE m.project = ? AND m.model_id = ?", project.name(), id);
    if (!alsoDeleted) {
      sql.add("AND m.deleted_at IS NULL");
    }
    List<LoggedModel> found =
        jdbc.query(sql.text(), (row, n) -> LoggedModelParts.bare(row), sql.arguments());
    return LoggedModelParts.fill(jdbc, project, found).stream().findFirst();
  }

  @Override
  public Page<LoggedModel> search(Project project, LoggedModelQuery query) {
    if (query.experimentIds().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    RunScope scope = new RunScope(project.name(), query.experimentIds());
    List<Sql> joins = new ArrayList<>();
    List<SortKey> keys = LoggedModelOrder.keys(query.order(), joins);
    String mark =
        "models" + query.experimentIds() + query.filter() + query.datasets() + query.order();
    Cursor cursor = cursors.of(project, mark, query.pageToken(), keys);
    Sql sql = new Sql("SELECT " + LoggedModelParts.COLUMNS);
    keys.forEach(key -> sql.add(", " + key.expression()));
    sql.add("FROM logged_model m");
    joins.forEach(sql::add);
    sql.add("WHERE").add(scope.of("m")).add("AND m.deleted_at IS NULL");
    boolean measured = false;
    for (Condition condition : query.filter()) {
      measured |= condition.field().kind() == FieldKind.METRIC;
      sql.add("AND (").add(LoggedModelFilter.of(condition, query.datasets())).add(")");
    }
    if (!measured && !query.datasets().isEmpty()) {
      sql.add("AND").add(LoggedModelFilter.measuredOnAny(query.datasets()));
    }
    if (cursor != null) {
      sql.add("AND").add(Keyset.after(keys, cursor.values()));
    }
    sql.add("ORDER BY " + Keyset.orderBy(keys)).addLimitOfPage(query.limit());
    Page<LoggedModel> page =
        Found.page(
            statements.query(
                sql,
                row ->
                    Found.read(row, LoggedModelParts.bare(row), 0, LoggedModelParts.COUNT, keys)),
            query.limit(),
            place -> cursors.token(project, mark, place));
    return new Page<>(LoggedModelParts.fill(replica, project, page.items()), page.next());
  }
}
