package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Sql;
import java.util.List;

/** The project and experiments of a search, as a condition on each table that knows them. */
record RunScope(String project, List<Long> experimentIds) {
  /**
   * A single experiment is compared with {@code =}: only then does an index on it and a value yield
   * the rows in order of that value.
   */
  Sql of(String alias) {
    Sql sql = new Sql(alias + ".project = ?", project);
    return experimentIds.size() == 1
        ? sql.add("AND " + alias + ".experiment_id = ?", experimentIds.getFirst())
        : sql.add(
            "AND " + alias + ".experiment_id = ANY (?)",
            (Object) experimentIds.stream().mapToLong(Long::longValue).toArray());
  }

  static String table(FieldKind kind) {
    return switch (kind) {
      case METRIC -> "latest_metric";
      case PARAM -> "run_param";
      case TAG -> "run_tag";
      default -> throw new IllegalArgumentException(kind + " has no table of its own");
    };
  }

  static String column(String attribute) {
    return switch (attribute) {
      case "run_name" -> "r.name";
      case "user_id" -> "r.user_id";
      case "status" -> "r.status";
      case "artifact_uri" -> "r.artifact_uri";
      case "start_time" -> "r.started_at";
      case "end_time" -> "r.ended_at";
      default -> throw new IllegalArgumentException("no column for " + attribute);
    };
  }
}
