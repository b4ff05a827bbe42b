package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.SortKey;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The order of a search as joins, conditions and sort keys. A first term that runs may lack is read
 * in stretches, one statement each: those that have it (which an index yields in order), then those
 * whose metric is no number, then those without it.
 */
record RunOrder(List<Sql> joins, List<Sql> conditions, List<SortKey> keys) {
  private static final String NAN = "'NaN'::float8";
  private static final Set<Operator> ONLY_NUMBERS =
      EnumSet.of(
          Operator.EQUAL,
          Operator.LESS,
          Operator.LESS_OR_EQUAL,
          Operator.GREATER,
          Operator.GREATER_OR_EQUAL);

  /**
   * The conditions that hold for a stretch of the order itself: those that only numbers of the
   * metric fulfil by which runs are ordered first. They bound that stretch, and it is the only one.
   */
  static List<Condition> bounds(List<Order> orders, List<Condition> filter) {
    if (orders.isEmpty() || orders.getFirst().field().kind() != FieldKind.METRIC) {
      return List.of();
    }
    return filter.stream()
        .filter(condition -> condition.field().equals(orders.getFirst().field()))
        .filter(condition -> ONLY_NUMBERS.contains(condition.operator()))
        .toList();
  }

  /** How many stretches this order has. */
  static int segments(List<Order> orders, List<Condition> bounds) {
    if (orders.isEmpty() || !bounds.isEmpty()) {
      return 1;
    }
    Field first = orders.getFirst().field();
    return switch (first.kind()) {
      case METRIC -> 3;
      case PARAM, TAG -> 2;
      default -> first.key().equals("end_time") ? 2 : 1;
    };
  }

  static RunOrder of(List<Order> orders, List<Condition> bounds, int segment, RunScope scope) {
    RunOrder order = new RunOrder(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    boolean byStart = false;
    boolean byId = false;
    for (int i = 0; i < orders.size(); i++) {
      Field field = orders.get(i).field();
      byStart |= isAttribute(field, "start_time");
      byId |= isAttribute(field, "run_id");
      if (i == 0 && segments(orders, List.of()) > 1) {
        order.addFirst(orders.get(i), segment, scope);
      } else {
        order.add(orders.get(i), "o" + i);
      }
    }
    bounds.forEach(bound -> order.conditions.add(Comparison.number("o.value", bound)));
    if (!byStart) {
      order.keys.add(SortKey.of("r.started_at", Long.class, false));
    }
    if (!byId) {
      order.keys.add(SortKey.of("r.run_id", UUID.class, true));
    }
    return order;
  }

  private void addFirst(Order order, int segment, RunScope scope) {
    Field field = order.field();
    boolean ascending = order.ascending();
    if (field.kind() == FieldKind.ATTRIBUTE) {
      conditions.add(new Sql(segment == 0 ? "r.ended_at IS NOT NULL" : "r.ended_at IS NULL"));
      if (segment == 0) {
        keys.add(SortKey.of("r.ended_at", Long.class, ascending));
      }
      return;
    }
    String table = RunScope.table(field.kind());
    int absent = field.kind() == FieldKind.METRIC ? 2 : 1;
    if (segment == absent) {
      conditions.add(
          new Sql("NOT EXISTS (SELECT FROM " + table + " o WHERE o.project = r.project")
              .add("AND o.run_id = r.run_id AND o.key = ?)", field.key()));
      return;
    }
    joins.add(
        new Sql("JOIN " + table + " o ON o.project = r.project AND o.run_id = r.run_id")
            .add("AND o.key = ?", field.key()));
    conditions.add(scope.of("o"));
    if (field.kind() == FieldKind.METRIC) {
      conditions.add(new Sql(segment == 0 ? "o.value < " + NAN : "o.value = " + NAN));
      if (segment == 0) {
        keys.add(SortKey.of("o.value", Double.class, ascending));
      }
    } else {
      keys.add(SortKey.of("left(o.value, 200)", String.class, ascending));
      keys.add(SortKey.of("o.value", String.class, ascending));
    }
  }

  private void add(Order order, String alias) {
    Field field = order.field();
    boolean ascending = order.ascending();
    if (field.kind() == FieldKind.ATTRIBUTE) {
      keys.add(attribute(field.key(), ascending));
      return;
    }
    joins.add(
        new Sql("LEFT JOIN " + RunScope.table(field.kind()) + " " + alias)
            .add("ON " + alias + ".project = r.project AND " + alias + ".run_id = r.run_id")
            .add("AND " + alias + ".key = ?", field.key()));
    String value = alias + ".value";
    if (field.kind() == FieldKind.METRIC) {
      keys.add(
          SortKey.of(
              "(CASE WHEN "
                  + value
                  + " IS NULL THEN 2 WHEN "
                  + value
                  + " = "
                  + NAN
                  + " THEN 1 ELSE 0 END)::bigint",
              Long.class,
              true));
      keys.add(SortKey.nullable("nullif(" + value + ", " + NAN + ")", Double.class, ascending));
    } else {
      keys.add(SortKey.nullable(value, String.class, ascending));
    }
  }

  private static SortKey attribute(String key, boolean ascending) {
    return switch (key) {
      case "run_id" -> SortKey.of("r.run_id", UUID.class, ascending);
      case "start_time" -> SortKey.of("r.started_at", Long.class, ascending);
      case "end_time" -> SortKey.nullable("r.ended_at", Long.class, ascending);
      default -> SortKey.of(RunScope.column(key), String.class, ascending);
    };
  }

  private static boolean isAttribute(Field field, String key) {
    return field.kind() == FieldKind.ATTRIBUTE && field.key().equals(key);
  }
}
