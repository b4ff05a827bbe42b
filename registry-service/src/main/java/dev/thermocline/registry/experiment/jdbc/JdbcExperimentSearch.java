package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.ExperimentQuery;
import dev.thermocline.registry.experiment.ExperimentSearch;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Cursors;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Keyset;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.Page;
import dev.thermocline.registry.search.SortKey;
import dev.thermocline.registry.search.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds experiments, with their tags in the same statement. */
@Component
class JdbcExperimentSearch implements ExperimentSearch {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int COLUMNS = 7;
  private static final String SELECT =
      """
      SELECT e.experiment_id, e.name, e.artifact_location, e.created_at, e.updated_at, e.deleted_at,
        (SELECT jsonb_object_agg(t.key, t.value)::text FROM experiment_tag t
         WHERE t.project = e.project AND t.experiment_id = e.experiment_id)
      """;

  private final SearchStatements statements;
  private final Cursors cursors;

  JdbcExperimentSearch(SearchStatements statements, Cursors cursors) {
    this.statements = statements;
    this.cursors = cursors;
  }

  @Override
  public Page<Experiment> search(Project project, ExperimentQuery query) {
    List<SortKey> keys = keys(query.order());
    String mark = "experiments" + query.filter() + query.order() + query.view();
    Cursor cursor = cursors.of(project, mark, query.pageToken(), keys);
    Sql sql = new Sql(SELECT.strip());
    keys.forEach(key -> sql.add(", " + key.expression()));
    sql.add("FROM experiment e WHERE e.project = ?", project.name());
    if (query.view() != LifecycleView.ALL) {
      sql.add(
          query.view() == LifecycleView.ACTIVE
              ? "AND e.deleted_at IS NULL"
              : "AND e.deleted_at IS NOT NULL");
    }
    for (Condition condition : query.filter()) {
      sql.add("AND (").add(condition(condition)).add(")");
    }
    if (cursor != null) {
      sql.add("AND").add(Keyset.after(keys, cursor.values()));
    }
    sql.add("ORDER BY " + Keyset.orderBy(keys)).addLimitOfPage(query.limit());
    return Found.page(
        statements.query(sql, row -> Found.read(row, read(row), 0, COLUMNS, keys)),
        query.limit(),
        place -> cursors.token(project, mark, place));
  }

  private static List<SortKey> keys(List<Order> orders) {
    List<SortKey> keys = new ArrayList<>();
    boolean byId = false;
    for (Order order : orders) {
      String key = order.field().key();
      byId |= key.equals("experiment_id");
      keys.add(
          SortKey.of(
              column(key), key.equals("name") ? String.class : Long.class, order.ascending()));
    }
    if (orders.isEmpty()) {
      keys.add(SortKey.of("e.created_at", Long.class, false));
      keys.add(SortKey.of("e.experiment_id", Long.class, true));
    } else if (!byId) {
      keys.add(SortKey.of("e.experiment_id", Long.class, false));
    }
    return keys;
  }

  private static Sql condition(Condition condition) {
    String key = condition.field().key();
    if (condition.field().kind() == FieldKind.TAG) {
      boolean absent = condition.operator() == Operator.IS_NULL;
      Sql sql =
          new Sql((absent ? "NOT " : "") + "EXISTS (SELECT FROM experiment_tag c")
              .add("WHERE c.project = e.project AND c.experiment_id = e.experiment_id")
              .add("AND c.key = ?", key);
      if (!absent && condition.operator() != Operator.IS_NOT_NULL) {
        sql.add("AND").add(RunFilter.value(condition));
      }
      return sql.add(")");
    }
    return switch (key) {
      case "experiment_id" -> id(condition);
      case "name" -> Comparison.text("e.name", condition);
      default -> Comparison.integer(column(key), condition);
    };
  }

  private static Sql id(Condition condition) {
    Operator operator = condition.operator();
    if (operator == Operator.LIKE || operator == Operator.ILIKE) {
      throw ThermoclineException.invalid(
          "Invalid comparator for experiment_id: " + operator.symbol() + ". Use =, != or IN.");
    }
    List<String> texts =
        condition.operand() instanceof Operand.Texts list
            ? list.values()
            : List.of(condition.text());
    long[] ids = new long[texts.size()];
    for (int i = 0; i < ids.length; i++) {
      try {
        ids[i] = Long.parseLong(texts.get(i));
      } catch (NumberFormatException e) {
        throw ThermoclineException.invalid(
            "Invalid experiment ID '" + texts.get(i) + "'. Experiment ID must be a valid integer.");
      }
    }
    return operator == Operator.EQUAL || operator == Operator.IN
        ? new Sql("e.experiment_id = ANY (?)", (Object) ids)
        : new Sql("e.experiment_id <> ALL (?)", (Object) ids);
  }

  private static String column(String key) {
    return switch (key) {
      case "experiment_id" -> "e.experiment_id";
      case "name" -> "e.name";
      case "creation_time" -> "e.created_at";
      case "last_update_time" -> "e.updated_at";
      default -> throw new IllegalArgumentException("no column for " + key);
    };
  }

  private static Experiment read(ResultSet row) throws SQLException {
    TreeMap<String, String> tags = new TreeMap<>();
    String json = row.getString(7);
    if (json != null) {
      for (var tag : JSON.readTree(json).properties()) {
        JsonNode value = tag.getValue();
        tags.put(tag.getKey(), value.stringValue());
      }
    }
    return new Experiment(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        Instant.ofEpochMilli(row.getLong(5)),
        row.getObject(6) != null,
        tags);
  }
}
