package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.RowValues;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.RowReader;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads rows with DuckDB. */
public final class DuckRowReader implements RowReader {
  private final DuckSessions sessions;

  public DuckRowReader(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void newestRows(RowScan scan, long after, TimeRange events, RowConsumer consumer) {
    try (DuckSession session = sessions.open()) {
      String keys = Sql.names(scan.entity().keyNames());
      List<String> slices =
          KeySlices.of(session, scan).stream()
              .map(slice ->
                  "SELECT * FROM (%s)%s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) = 1"
                      .formatted(
                          ScanSql.of(scan),
                          where(after, events, slice),
                          keys,
                          ScanSql.NEWEST_FIRST))
              .toList();
      read(session, scan, consumer, slices, keys);
    }
  }

  @Override
  public long countEntities(RowScan scan, long after, TimeRange events) {
    RowScan keys =
        new RowScan(
            scan.view(), scan.entity(), scan.schemas(), scan.parts(), scan.files(), Set.of());
    try (DuckSession session = sessions.open()) {
      return session.number(
          "SELECT count(*) FROM (SELECT DISTINCT %s FROM (%s)%s)"
              .formatted(
                  Sql.names(scan.entity().keyNames()),
                  ScanSql.of(keys),
                  where(after, events, List.of())));
    }
  }

  @Override
  public void sampleNewestRows(RowScan scan, int oneIn, int which, RowConsumer consumer) {
    String keys = Sql.names(scan.entity().keyNames());
    String sample =
        "SELECT * FROM (%s) WHERE hash(%s) %% %d = %d QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) = 1"
            .formatted(ScanSql.of(scan), keys, oneIn, which, keys, ScanSql.NEWEST_FIRST);
    try (DuckSession session = sessions.open()) {
      read(session, scan, consumer, List.of(sample), keys);
    }
  }

  @Override
  public void allRows(RowScan scan, long after, TimeRange events, RowConsumer consumer) {
    String keys = Sql.names(scan.entity().keyNames());
    String all =
        "SELECT * FROM (%s)%s".formatted(ScanSql.of(scan), where(after, events, List.of()));
    try (DuckSession session = sessions.open()) {
      read(session, scan, consumer, List.of(all), keys + ", " + ScanSql.OLDEST_FIRST);
    }
  }

  private static String where(long after, TimeRange events, List<String> more) {
    List<String> conditions = new ArrayList<>(more);
    if (after > 0) {
      conditions.add("__snapshot > " + after);
    }
    if (!events.equals(TimeRange.ALL)) {
      conditions.add("epoch_us(__event) >= " + events.from());
      conditions.add("epoch_us(__event) < " + events.to());
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private static void read(
      DuckSession session, RowScan scan, RowConsumer consumer, List<String> parts, String order) {
    List<JoinKey> keys = scan.entity().joinKeys();
    List<Field> fields =
        scan.view().fields().stream().filter(f -> scan.fields().contains(f.name())).toList();
    List<String> columns = new ArrayList<>();
    columns.add("epoch_us(__event), epoch_us(__created), __ingest, __snapshot");
    keys.forEach(k -> columns.add(RowValues.select(Sql.name(k.name()), k.type())));
    if (!fields.isEmpty()) {
      columns.add(RowValues.select(fields, ""));
    }
    String selected = String.join(", ", columns);
    session.each(
        parts.stream()
            .map(rows -> "SELECT %s FROM (%s) ORDER BY %s".formatted(selected, rows, order))
            .toList(),
        row -> consumer.accept(row(row, keys, fields)));
  }

  private static OfflineRow row(ResultSet row, List<JoinKey> keys, List<Field> fields)
      throws SQLException {
    long created = row.getLong(2);
    Long known = row.wasNull() ? null : created;
    List<Object> key = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      key.add(Objects.requireNonNull(RowValues.read(row, 5 + i, keys.get(i).type())));
    }
    return new OfflineRow(
        key,
        row.getLong(1),
        known,
        row.getLong(3),
        row.getLong(4),
        RowValues.read(row, 5 + keys.size(), fields));
  }
}
