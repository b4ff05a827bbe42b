package dev.thermocline.registry.model.jdbc;

import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.search.Comparison;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Searchable;
import dev.thermocline.registry.search.Sql;
import java.util.Map;

/** From a checked condition to SQL. */
final class Conditions {
  private static final Map<String, String> VERSION_COLUMNS =
      Map.of(
          "name", "m.name",
          "version_number", "v.number",
          "run_id", "v.run_id",
          "source_path", "v.source");

  private Conditions() {}

  static Sql of(Condition condition, String tags, String name) {
    return condition.field().kind() == FieldKind.TAG
        ? tag(condition, tags)
        : Comparison.text(name, condition);
  }

  static Sql ofVersion(Condition condition) {
    if (condition.field().kind() == FieldKind.TAG) {
      return tag(condition, "v.tags");
    }
    String column = VERSION_COLUMNS.get(condition.field().key());
    if (column == null) {
      throw new IllegalArgumentException("no column for " + condition.field());
    }
    return Search.VERSIONS.type(condition.field()) == Searchable.Type.INTEGER
        ? Comparison.integer(column, condition)
        : Comparison.text(column, condition);
  }

  /** A tag that is not there fits nothing, not even {@code !=}, as in MLflow. */
  private static Sql tag(Condition condition, String tags) {
    String key = condition.field().key();
    if (condition.operator() == Operator.EQUAL) {
      // Containment is what the index answers.
      return new Sql(tags + " @> jsonb_build_object(?::text, ?::text)", key, condition.text());
    }
    Sql comparison = Comparison.text("(" + tags + " ->> ?)", condition);
    Sql sql = new Sql();
    return sql.add(comparison.text(), prepend(key, comparison.arguments()));
  }

  private static Object[] prepend(String key, Object[] arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = key;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }
}
