package dev.thermocline.features.join.duckdb;

import dev.thermocline.expressions.Expression;
import dev.thermocline.expressions.ExpressionException;
import dev.thermocline.expressions.Names;
import dev.thermocline.expressions.Type;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.duckdb.Appending;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.OnDemand;
import dev.thermocline.features.join.JoinEngine.Output;
import dev.thermocline.kit.error.ThermoclineException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of expressions for each entity row, computed by the library that the gateway computes them
 * with. {@code moment} is the entity row's own.
 */
final class OnDemandColumns {
  static final String TABLE = "on_demand";

  private final List<String> selected = new ArrayList<>();
  private final Map<String, Names.Column> columns = new HashMap<>();

  private OnDemandColumns(JoinTask task, EntityRows probes) {
    probes
        .types()
        .forEach((name, type) -> typeOf(type).ifPresent(t -> add(name, "p." + Sql.name(name), t)));
    for (int i = 0; i < task.views().size(); i++) {
      JoinView view = task.views().get(i);
      for (Output output : view.features()) {
        Field field = view.scan().view().findField(output.feature()).orElseThrow();
        String from = ViewJoin.table(i) + "." + Sql.name(output.feature());
        Optional<Type> type =
            field.type().array() ? Optional.empty() : typeOf(field.type().scalar());
        type.ifPresent(t -> {
          add(view.scan().view().name() + ":" + output.feature(), from, t);
          add(output.column(), from, t);
          columns.putIfAbsent(output.feature(), columns.get(output.column()));
        });
      }
    }
    if (!columns.containsKey("moment")) {
      add("moment", "p.__t", Type.TIMESTAMP);
    }
  }

  static void compute(DuckSession session, JoinTask task, EntityRows probes) {
    if (task.expressions().isEmpty()) {
      return;
    }
    OnDemandColumns inputs = new OnDemandColumns(task, probes);
    List<Expression.Bound> bound = new ArrayList<>();
    List<String> declared = new ArrayList<>();
    for (OnDemand expression : task.expressions()) {
      Expression.Bound one = inputs.bind(expression);
      bound.add(one);
      declared.add(Sql.name(expression.column()) + " " + sqlType(expression, one.type()));
    }
    session.run("CREATE TABLE " + TABLE + " (" + String.join(", ", declared) + ")");
    StringBuilder from = new StringBuilder(EntityRows.TABLE + " p");
    for (int i = 0; i < task.views().size(); i++) {
      from.append(" POSITIONAL JOIN ").append(ViewJoin.table(i));
    }
    try (Appending appending = session.append(TABLE)) {
      session.each(
          "SELECT " + String.join(", ", inputs.selected) + " FROM " + from,
          row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (Expression.Bound one : bound) {
              values.add(one.evaluate(position -> value(row, position + 1)));
            }
            appending.add(values);
          });
    }
    String times = times(task, bound);
    if (!times.isEmpty()) {
      session.run(
          "CREATE OR REPLACE TABLE %1$s AS SELECT * REPLACE (%2$s) FROM %1$s"
              .formatted(TABLE, times));
    }
  }

  private void add(String name, String sql, Type type) {
    columns.putIfAbsent(name, new Names.Column(selected.size(), type));
    selected.add(type == Type.TIMESTAMP ? "epoch_us(CAST(" + sql + " AS TIMESTAMP))" : sql);
  }

  private Expression.Bound bind(OnDemand expression) {
    try {
      return Expression.parse(expression.expression())
          .bind(name -> Optional.ofNullable(columns.get(name)));
    } catch (ExpressionException e) {
      throw new ThermoclineException(
          dev.thermocline.kit.error.ErrorKind.UNPROCESSABLE,
          "The expression '%s': %s. It may use the features and the columns of the entity rows."
              .formatted(expression.column(), e.getMessage()),
          e);
    }
  }

  private static @Nullable Object value(ResultSet row, int column) {
    try {
      Object value = row.getObject(column);
      return value instanceof Number number && !(value instanceof Double || value instanceof Float)
          ? Long.valueOf(number.longValue())
          : value;
    } catch (SQLException e) {
      throw new IllegalStateException("a column that was selected cannot be read", e);
    }
  }

  private static String sqlType(OnDemand expression, Type type) {
    return switch (type) {
      case BOOL -> "BOOLEAN";
      case INT, TIMESTAMP -> "BIGINT";
      case FLOAT, NULL -> "DOUBLE";
      case STRING -> "VARCHAR";
      case DURATION ->
          throw ThermoclineException.invalid(
              "The expression '%s' is a duration. Read it with in_days, in_hours, in_minutes or in_seconds."
                  .formatted(expression.column()));
    };
  }

  // Appended as microseconds, then made what they are.
  private static String times(JoinTask task, List<Expression.Bound> bound) {
    List<String> replaced = new ArrayList<>();
    for (int i = 0; i < bound.size(); i++) {
      String name = Sql.name(task.expressions().get(i).column());
      if (bound.get(i).type() == Type.TIMESTAMP) {
        replaced.add("make_timestamp(" + name + ") AS " + name);
      }
    }
    return String.join(", ", replaced);
  }

  private static Optional<Type> typeOf(String duckType) {
    return switch (duckType) {
      case "BOOLEAN" -> Optional.of(Type.BOOL);
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
          Optional.of(Type.INT);
      case "FLOAT", "DOUBLE" -> Optional.of(Type.FLOAT);
      case "VARCHAR" -> Optional.of(Type.STRING);
      case "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "DATE" ->
          Optional.of(Type.TIMESTAMP);
      default -> Optional.empty();
    };
  }

  private static Optional<Type> typeOf(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> Optional.of(Type.BOOL);
      case INT32, INT64 -> Optional.of(Type.INT);
      case FLOAT32, FLOAT64 -> Optional.of(Type.FLOAT);
      case STRING -> Optional.of(Type.STRING);
      case TIMESTAMP -> Optional.of(Type.TIMESTAMP);
      case BYTES -> Optional.empty();
    };
  }
}
