package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.LikePattern;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The conditions of a search as SQL over {@code run r}, in groups: what is said of one field is
 * looked for at once, so that two bounds are one stretch of an index.
 */
final class RunFilter {
  /** How many characters of a value its index holds. */
  private static final int INDEXED = 200;

  private final RunScope scope;

  RunFilter(RunScope scope) {
    this.scope = scope;
  }

  /** Conditions that one row decides stand together. */
  static List<List<Condition>> groups(List<Condition> conditions) {
    List<List<Condition>> groups = new ArrayList<>();
    Map<Field, List<Condition>> byField = new HashMap<>();
    for (Condition condition : conditions) {
      if (condition.field().kind() == FieldKind.DATASET
          || condition.operator() == Operator.IS_NULL) {
        groups.add(List.of(condition));
      } else {
        byField
            .computeIfAbsent(
                condition.field(),
                field -> {
                  List<Condition> group = new ArrayList<>();
                  groups.add(group);
                  return group;
                })
            .add(condition);
      }
    }
    return groups;
  }

  /**
   * A group as a condition on a run.
   *
   * @param perRun whether it is to be looked up for each run that is reached otherwise, and nothing
   *     else; without, the planner may also collect all runs that fulfil it first
   */
  Sql of(List<Condition> group, boolean perRun) {
    String fence = perRun ? " OFFSET 0)" : ")";
    Condition first = group.getFirst();
    return switch (first.field().kind()) {
      case ATTRIBUTE -> all(group, RunFilter::attribute);
      case METRIC, PARAM, TAG ->
          new Sql((first.operator() == Operator.IS_NULL ? "NOT " : "") + "EXISTS (SELECT")
              .add(loggedRows(group))
              .add("AND c.project = r.project AND c.run_id = r.run_id" + fence);
      case DATASET ->
          new Sql("EXISTS (SELECT")
              .add(datasetRows(first))
              .add("AND i.project = r.project AND i.run_id = r.run_id" + fence);
    };
  }

  /** A query for the ids of the runs that fulfil a group, where an index yields just those. */
  Optional<Sql> runs(List<Condition> group) {
    if (group.stream().noneMatch(RunFilter::isIndexed)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (group.getFirst().field().kind()) {
          case ATTRIBUTE ->
              new Sql("SELECT r.run_id FROM run r WHERE")
                  .add(scope.of("r"))
                  .add("AND")
                  .add(all(group, RunFilter::attribute));
          case METRIC, PARAM, TAG -> new Sql("SELECT c.run_id").add(loggedRows(group));
          case DATASET -> new Sql("SELECT i.run_id").add(datasetRows(group.getFirst()));
        });
  }

  private static boolean isIndexed(Condition condition) {
    String key = condition.field().key();
    FieldKind kind = condition.field().kind();
    if ((kind == FieldKind.ATTRIBUTE && key.equals("artifact_uri"))
        || (kind == FieldKind.DATASET && key.equals("context"))) {
      return false;
    }
    return switch (condition.operator()) {
      case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IN, IS_NOT_NULL -> true;
      case LIKE -> !LikePattern.start(condition.text(), 1).isEmpty();
      case NOT_EQUAL, ILIKE, NOT_IN, IS_NULL -> false;
    };
  }

  private static Sql all(List<Condition> group, Function<Condition, Sql> each) {
    Sql sql = new Sql();
    for (int i = 0; i < group.size(); i++) {
      sql.add(i == 0 ? "(" : "AND (").add(each.apply(group.get(i))).add(")");
    }
    return sql;
  }

  private static Sql attribute(Condition condition) {
    return switch (condition.field().key()) {
      case "run_id" -> runId(condition);
      case "start_time", "end_time" ->
          Comparison.integer(RunScope.column(condition.field().key()), condition);
      default -> Comparison.text(RunScope.column(condition.field().key()), condition);
    };
  }

  /** Texts that are no run's id select nothing, and exclude nothing. */
  private static Sql runId(Condition condition) {
    Operator operator = condition.operator();
    if (operator == Operator.LIKE || operator == Operator.ILIKE) {
      return Comparison.text("replace(r.run_id::text, '-', '')", condition);
    }
    List<String> texts =
        condition.operand() instanceof Operand.Texts list
            ? list.values()
            : List.of(condition.text());
    String[] ids =
        texts.stream()
            .flatMap(text -> RunId.find(text).stream())
            .map(id -> id.value().toString())
            .toArray(String[]::new);
    return operator == Operator.EQUAL || operator == Operator.IN
        ? new Sql("r.run_id = ANY (?::uuid[])", (Object) ids)
        : new Sql("r.run_id <> ALL (?::uuid[])", (Object) ids);
  }

  private Sql loggedRows(List<Condition> group) {
    FieldKind kind = group.getFirst().field().kind();
    Sql sql =
        new Sql("FROM " + RunScope.table(kind) + " c WHERE")
            .add(scope.of("c"))
            .add("AND c.key = ?", group.getFirst().field().key());
    for (Condition condition : group) {
      if (condition.operator() != Operator.IS_NULL
          && condition.operator() != Operator.IS_NOT_NULL) {
        sql.add("AND")
            .add(
                kind == FieldKind.METRIC
                    ? Comparison.number("c.value", condition)
                    : value(condition));
      }
    }
    return sql;
  }

  /** The index holds only the start of a value. */
  static Sql value(Condition condition) {
    Sql whole = Comparison.text("c.value", condition);
    return switch (condition.operator()) {
      case EQUAL ->
          new Sql("left(c.value, " + INDEXED + ") = left(?, " + INDEXED + ")", condition.text())
              .add("AND")
              .add(whole);
      case LIKE -> {
        String start = LikePattern.start(condition.text(), INDEXED);
        yield start.isEmpty()
            ? whole
            : new Sql("left(c.value, " + INDEXED + ") LIKE ? AND", start).add(whole);
      }
      default -> whole;
    };
  }

  private Sql datasetRows(Condition condition) {
    String column =
        Stream.of("name", "digest").anyMatch(condition.field().key()::equals)
            ? "d." + condition.field().key()
            : "i.context";
    return new Sql("FROM run_input i JOIN run_dataset d")
        .add("ON d.project = i.project AND d.dataset_id = i.dataset_id WHERE")
        .add(scope.of("d"))
        .add("AND")
        .add(Comparison.text(column, condition));
  }
}
