package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.RowValues;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowOrder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows of one entity with the same times in the order that they have online, where the digest
 * of the packed row decides, so that the same one of them wins in both places.
 */
final class TieBreaker {
  private static final int BATCH = 1000;

  private final DuckSession session;
  private final FeatureView view;
  private final RowBuilder builder;

  TieBreaker(DuckSession session, FeatureView view) {
    this.session = session;
    this.view = view;
    this.builder =
        new RowBuilder(
            new RowSchema(
                1,
                view.fields().stream()
                    .map(f -> new RowSchema.Field(f.name(), ValueType.parse(f.type().word())))
                    .toList()));
  }

  /** Sets {@code __tie} in a table that has the view's columns. */
  void rank(String table, String group) {
    String fields = Sql.names(view.fields().stream().map(Field::name).toList());
    session.run("CREATE TABLE tie_rank (id BIGINT, place INTEGER)");
    session.run(
        """
        CREATE TABLE tied AS SELECT %1$s FROM %2$s GROUP BY %1$s
        HAVING count(*) > 1 AND count(DISTINCT row(%3$s)) > 1
        """
            .formatted(group, table, fields));
    String same =
        java.util.Arrays.stream(group.split(", "))
            .map(c -> "t." + c + " IS NOT DISTINCT FROM g." + c)
            .collect(java.util.stream.Collectors.joining(" AND "));
    List<Row> peers = new ArrayList<>();
    List<String> ranked = new ArrayList<>();
    String columns = RowValues.select(view.fields(), "t.");
    session.each(
        """
        SELECT t.rowid, g.rowid, %s FROM %s t JOIN tied g ON %s ORDER BY g.rowid
        """
            .formatted(columns, table, same),
        row -> {
          long of = row.getLong(2);
          if (!peers.isEmpty() && peers.getLast().group() != of) {
            flush(peers, ranked);
          }
          peers.add(new Row(row.getLong(1), of, order(RowValues.read(row, 3, view.fields()))));
        });
    flush(peers, ranked);
    for (int i = 0; i < ranked.size(); i += BATCH) {
      session.run(
          "INSERT INTO tie_rank VALUES "
              + String.join(", ", ranked.subList(i, Math.min(i + BATCH, ranked.size()))));
    }
    session.run(
        "UPDATE %1$s SET __tie = place FROM tie_rank WHERE %1$s.rowid = tie_rank.id"
            .formatted(table));
  }

  private void flush(List<Row> peers, List<String> ranked) {
    peers.sort(Comparator.comparing(Row::order));
    for (int place = 0; place < peers.size(); place++) {
      ranked.add("(" + peers.get(place).id() + ", " + place + ")");
    }
    peers.clear();
  }

  private RowOrder order(List<@Nullable Object> values) {
    for (int i = 0; i < values.size(); i++) {
      builder.set(i, values.get(i));
    }
    return RowOrder.of(
        builder.build(new RowTimes(0, RowTimes.NO_CREATED, 0), new Provenance.Snapshot(1)));
  }

  private record Row(long id, long group, RowOrder order) {}
}
