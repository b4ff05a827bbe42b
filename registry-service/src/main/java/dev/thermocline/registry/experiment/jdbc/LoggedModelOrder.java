package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.LoggedModelQuery.ModelOrder;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.SortKey;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.List;

/** The order of a search among logged models. A metric counts by its newest point. */
final class LoggedModelOrder {
  private LoggedModelOrder() {}

  static List<SortKey> keys(List<ModelOrder> orders, List<Sql> joins) {
    List<SortKey> keys = new ArrayList<>();
    boolean byCreation = false;
    boolean byId = false;
    for (int i = 0; i < orders.size(); i++) {
      ModelOrder term = orders.get(i);
      boolean ascending = term.order().ascending();
      String key = term.order().field().key();
      if (term.order().field().kind() == FieldKind.METRIC) {
        String alias = "o" + i;
        joins.add(newest(term, alias));
        keys.add(
            SortKey.of(
                "(CASE WHEN %1$s.value IS NULL THEN 2 WHEN %1$s.value = 'NaN' THEN 1 ELSE 0 END)::bigint"
                    .formatted(alias),
                Long.class,
                true));
        keys.add(
            SortKey.nullable("nullif(%s.value, 'NaN')".formatted(alias), Double.class, ascending));
        continue;
      }
      byCreation |= key.equals("creation_timestamp");
      byId |= key.equals("model_id");
      boolean time = key.endsWith("_timestamp");
      keys.add(SortKey.of(column(key), time ? Long.class : String.class, ascending));
    }
    if (!byCreation) {
      keys.add(SortKey.of("m.created_at", Long.class, false));
    }
    if (!byId) {
      keys.add(SortKey.of("m.model_id", String.class, true));
    }
    return keys;
  }

  private static Sql newest(ModelOrder term, String alias) {
    Sql sql =
        new Sql("LEFT JOIN LATERAL (SELECT n.value FROM logged_model_metric n")
            .add("WHERE n.project = m.project AND n.model_id = m.model_id")
            .add("AND n.key = ?", term.order().field().key());
    if (term.datasetName() != null) {
      sql.add("AND n.dataset_name = ?", term.datasetName());
    }
    if (term.datasetDigest() != null) {
      sql.add("AND n.dataset_digest = ?", term.datasetDigest());
    }
    return sql.add(
        "ORDER BY n.logged_at DESC, n.step DESC, n.run_id LIMIT 1) " + alias + " ON true");
  }

  static String column(String key) {
    return switch (key) {
      case "creation_timestamp" -> "m.created_at";
      case "last_updated_timestamp" -> "m.updated_at";
      case "model_id", "name", "model_type", "source_run_id", "artifact_location", "status" ->
          "m." + key;
      default -> throw new IllegalArgumentException("no column for " + key);
    };
  }
}
