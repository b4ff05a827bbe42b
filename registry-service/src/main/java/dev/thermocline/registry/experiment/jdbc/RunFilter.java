package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Sql;
import java.util.List;
import java.util.stream.Stream;

/** The conditions of a search as SQL over {@code run r}. */
final class RunFilter {
  private final RunScope scope;

  RunFilter(RunScope scope) {
    this.scope = scope;
  }

  Sql of(Condition condition) {
    return switch (condition.field().kind()) {
      case ATTRIBUTE -> attribute(condition);
      case METRIC, PARAM, TAG -> logged(condition);
      case DATASET -> dataset(condition);
    };
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

  private Sql logged(Condition condition) {
    FieldKind kind = condition.field().kind();
    boolean absent = condition.operator() == Operator.IS_NULL;
    Sql sql =
        new Sql((absent ? "NOT " : "") + "EXISTS (SELECT FROM " + RunScope.table(kind) + " c")
            .add("WHERE c.project = r.project AND c.run_id = r.run_id AND")
            .add(scope.of("c"))
            .add("AND c.key = ?", condition.field().key());
    if (condition.operator() != Operator.IS_NULL && condition.operator() != Operator.IS_NOT_NULL) {
      sql.add("AND")
          .add(
              kind == FieldKind.METRIC
                  ? Comparison.number("c.value", condition)
                  : value(condition));
    }
    return sql.add(")");
  }

  /** The index holds only the start of a value. */
  static Sql value(Condition condition) {
    Sql whole = Comparison.text("c.value", condition);
    return condition.operator() == Operator.EQUAL
        ? new Sql("left(c.value, 200) = left(?, 200) AND", condition.text()).add(whole)
        : whole;
  }

  private Sql dataset(Condition condition) {
    String column =
        Stream.of("name", "digest").anyMatch(condition.field().key()::equals)
            ? "d." + condition.field().key()
            : "i.context";
    return new Sql("EXISTS (SELECT FROM run_input i JOIN run_dataset d")
        .add("ON d.project = i.project AND d.dataset_id = i.dataset_id")
        .add("WHERE i.project = r.project AND i.run_id = r.run_id AND")
        .add(scope.of("d"))
        .add("AND")
        .add(Comparison.text(column, condition))
        .add(")");
  }
}
