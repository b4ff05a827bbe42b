package dev.thermocline.features.stream.duckdb;

import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.duckdb.Appending;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.KeptSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowFiles.FileRange;
import dev.thermocline.features.stream.OfflineFiles;
import dev.thermocline.features.stream.PlacedRow;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes rows as Parquet in the layout that ingestion writes, with each row's own ingest time. */
@Component
class DuckOfflineFiles implements OfflineFiles {
  private final KeptSession session;

  DuckOfflineFiles(DuckSessions sessions) {
    this.session = sessions.keep();
  }

  @Override
  public <T> T write(List<PlacedRow> rows, Taker<T> taker) {
    Map<LocalDate, List<PlacedRow>> days = new TreeMap<>();
    for (PlacedRow row : rows) {
      LocalDate day =
          dev.thermocline.hot.RowTimes.instant(row.event()).atOffset(ZoneOffset.UTC).toLocalDate();
      days.computeIfAbsent(day, d -> new ArrayList<>()).add(row);
    }
    return session.use(duck -> {
      List<DatedFile> files = new ArrayList<>();
      days.forEach((day, some) -> files.add(write(duck, day, some)));
      T taken = taker.take(files);
      files.forEach(file -> duck.remove(file.path()));
      return taken;
    });
  }

  private DatedFile write(DuckSession session, LocalDate day, List<PlacedRow> rows) {
    ServedView view = rows.getFirst().view();
    Path parquet = session.folder().resolve(day + ".parquet");
    session.run("CREATE TABLE pushed (" + columns(view) + ")");
    try (Appending appending = session.append("pushed")) {
      rows.forEach(row -> appending.add(values(row)));
    }
    session.run(
        "COPY (SELECT %s FROM pushed) TO %s (FORMAT parquet)"
            .formatted(select(view), Sql.text(parquet.toString())));
    session.run("DROP TABLE pushed");
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    long leastAvailable = Long.MAX_VALUE;
    long greatestAvailable = Long.MIN_VALUE;
    for (PlacedRow row : rows) {
      Long created = row.created();
      long available = created == null ? row.event() : Math.max(row.event(), created);
      least = Math.min(least, row.event());
      greatest = Math.max(greatest, row.event());
      leastAvailable = Math.min(leastAvailable, available);
      greatestAvailable = Math.max(greatestAvailable, available);
    }
    return new DatedFile(
        day,
        parquet,
        new FileRange(rows.size(), least, greatest, leastAvailable, greatestAvailable));
  }

  private static List<@Nullable Object> values(PlacedRow row) {
    List<@Nullable Object> values = new ArrayList<>(row.keys());
    values.add(row.event());
    if (row.view().applied().view().times().created() != null) {
      values.add(row.created());
    }
    values.addAll(row.values());
    values.add(row.place().ingest());
    return values;
  }

  /** Times are numbers on their way. */
  private static String columns(ServedView view) {
    List<String> columns = new ArrayList<>();
    each(
        view,
        (name, type) ->
            columns.add(
                Sql.name(name)
                    + " "
                    + Sql.type(
                        type.scalar() == Scalar.TIMESTAMP
                            ? new ValueType(Scalar.INT64, type.array())
                            : type)));
    columns.add("__ingest BIGINT");
    return String.join(", ", columns);
  }

  private static String select(ServedView view) {
    List<String> columns = new ArrayList<>();
    each(
        view,
        (name, type) -> columns.add(expression(Sql.name(name), type) + " AS " + Sql.name(name)));
    columns.add("0::INTEGER AS __tie");
    columns.add("__ingest");
    return String.join(", ", columns);
  }

  private interface ColumnVisitor {
    void visit(String name, ValueType type);
  }

  private static void each(ServedView view, ColumnVisitor visitor) {
    ValueType time = ValueType.of(Scalar.TIMESTAMP);
    view.declaredKeys().forEach(key -> visitor.visit(key.name(), key.type()));
    var times = view.applied().view().times();
    visitor.visit(times.event(), time);
    String created = times.created();
    if (created != null) {
      visitor.visit(created, time);
    }
    view.applied().schema().columns().forEach(c -> visitor.visit(c.name(), c.type()));
  }

  private static String expression(String column, ValueType type) {
    if (type.scalar() != Scalar.TIMESTAMP) {
      return column;
    }
    return type.array()
        ? "list_transform(" + column + ", lambda x: make_timestamp(x))"
        : "make_timestamp(" + column + ")";
  }
}
