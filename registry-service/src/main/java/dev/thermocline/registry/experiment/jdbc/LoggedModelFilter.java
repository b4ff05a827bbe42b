package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.LoggedModelQuery.MeasuredOn;
import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Sql;
import java.util.List;

/** The conditions of a search as SQL over {@code logged_model m}. */
final class LoggedModelFilter {
  private LoggedModelFilter() {}

  static Sql of(Condition condition, List<MeasuredOn> datasets) {
    String key = condition.field().key();
    FieldKind kind = condition.field().kind();
    if (kind == FieldKind.ATTRIBUTE) {
      return key.endsWith("_timestamp")
          ? Comparison.integer(LoggedModelOrder.column(key), condition)
          : Comparison.text(LoggedModelOrder.column(key), condition);
    }
    String table =
        switch (kind) {
          case METRIC -> "logged_model_metric";
          case PARAM -> "logged_model_param";
          default -> "logged_model_tag";
        };
    Sql sql =
        new Sql("EXISTS (SELECT FROM " + table + " c")
            .add("WHERE c.project = m.project AND c.model_id = m.model_id AND c.key = ? AND", key);
    if (kind == FieldKind.METRIC) {
      sql.add(Comparison.number("c.value", condition));
      if (!datasets.isEmpty()) {
        sql.add("AND").add(isOneOf(datasets));
      }
    } else {
      sql.add(RunFilter.value(condition));
    }
    return sql.add(")");
  }

  static Sql measuredOnAny(List<MeasuredOn> datasets) {
    return new Sql("EXISTS (SELECT FROM logged_model_metric c")
        .add("WHERE c.project = m.project AND c.model_id = m.model_id AND")
        .add(isOneOf(datasets))
        .add(")");
  }

  private static Sql isOneOf(List<MeasuredOn> datasets) {
    Sql sql = new Sql("(false");
    for (MeasuredOn dataset : datasets) {
      sql.add("OR (c.dataset_name = ?", dataset.name());
      if (dataset.digest() != null) {
        sql.add("AND c.dataset_digest = ?", dataset.digest());
      }
      sql.add(")");
    }
    return sql.add(")");
  }
}
