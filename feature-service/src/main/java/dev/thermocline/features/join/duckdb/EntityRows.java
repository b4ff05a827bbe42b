package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Name;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.Text;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.duckdb.ColumnCheck;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.SourceFile;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entity rows as a table: their own columns, their number {@code __n}, their moment {@code __t}
 * and the join keys in the types of the entities.
 */
final class EntityRows {
  static final String TABLE = "probes";

  private final Map<String, String> found;
  private final Map<JoinKey, String> keys;
  private final long count;

  private EntityRows(Map<String, String> found, Map<JoinKey, String> keys, long count) {
    this.found = found;
    this.keys = keys;
    this.count = count;
  }

  long count() {
    return count;
  }

  /** The caller's own columns, in their order. */
  List<String> columns() {
    return List.copyOf(found.keySet());
  }

  /** DuckDB's word for the type of each of the caller's columns. */
  Map<String, String> types() {
    return found;
  }

  /** The column of a join key in the type of its entity. */
  String key(JoinKey key) {
    String column = keys.get(key);
    if (column == null) {
      throw new IllegalStateException("no key " + key.name());
    }
    return column;
  }

  static EntityRows load(DuckSession session, JoinTask task) {
    SourceFile.check(task.entityRows(), task.format());
    String from = reading(task);
    Map<String, String> found = new LinkedHashMap<>();
    session.each(
        "DESCRIBE SELECT * FROM " + from, row -> found.put(row.getString(1), row.getString(2)));
    found.remove("file_row_number");
    refuseKeptNames(found);
    refuseNamesOfResults(found, task);
    Map<JoinKey, String> keys = new LinkedHashMap<>();
    Map<String, ColumnCheck> checks = new LinkedHashMap<>();
    ColumnCheck moment =
        check(found, task.eventTime(), ValueType.of(Scalar.TIMESTAMP), task.format());
    for (JoinView view : task.views()) {
      for (JoinKey key : view.scan().entity().joinKeys()) {
        if (!keys.containsKey(key)) {
          String column = "__k" + keys.size();
          keys.put(key, column);
          checks.put(column, check(found, key.name(), key.type(), task.format()));
        }
      }
    }
    refuseBad(session, from, moment, checks);
    List<String> selected = new ArrayList<>();
    found.keySet().forEach(c -> selected.add(Sql.name(c)));
    selected.add(moment.value() + " AS __t");
    checks.forEach((column, check) -> selected.add(check.value() + " AS " + column));
    session.run(
        "CREATE TABLE %s AS SELECT %s AS __n, %s FROM %s"
            .formatted(TABLE, number(task.format()), String.join(", ", selected), from));
    long count = session.number("SELECT count(*) FROM " + TABLE);
    if (count == 0) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE, "There are no entity rows, so there is nothing to join.");
    }
    return new EntityRows(found, keys, count);
  }

  /** The first moment and the one after the last; what is no moment is found when they are read. */
  static TimeRange moments(DuckSession session, Path file, Format format, String eventTime) {
    SourceFile.check(file, format);
    String from = SourceFile.readingTyped(file, format, List.of(eventTime));
    Map<String, String> found = new LinkedHashMap<>();
    session.each(
        "DESCRIBE SELECT * FROM " + from, row -> found.put(row.getString(1), row.getString(2)));
    String moment = check(found, eventTime, ValueType.of(Scalar.TIMESTAMP), format).value();
    return session.first(
        "SELECT min(epoch_us(m)), max(epoch_us(m)) FROM (SELECT %s AS m FROM %s) WHERE isfinite(m)"
            .formatted(moment, from),
        row -> new TimeRange(row.getLong(1), row.getLong(2) + 1));
  }

  private static String reading(JoinTask task) {
    return task.format() == Format.PARQUET
        ? "read_parquet(%s, hive_partitioning = false, file_row_number = true)"
            .formatted(Sql.text(task.entityRows().toString()))
        : SourceFile.readingTyped(task.entityRows(), task.format(), texts(task));
  }

  /** Columns of CSV whose type is ours and not guessed. */
  private static List<String> texts(JoinTask task) {
    List<String> texts = new ArrayList<>();
    texts.add(task.eventTime());
    task.views().forEach(v -> texts.addAll(v.scan().entity().keyNames()));
    return texts.stream().distinct().toList();
  }

  private static String number(Format format) {
    return format == Format.PARQUET ? "file_row_number" : "row_number() OVER ()";
  }

  private static void refuseKeptNames(Map<String, String> found) {
    for (String column : found.keySet()) {
      if (column.startsWith("__") || Name.isKept(column)) {
        throw new ThermoclineException(
            ErrorKind.UNPROCESSABLE,
            "The entity rows have a column '%s'. Names that start with two underscores, filename, file_index and file_row_number are kept for the join itself; rename it."
                .formatted(Text.shown(column)));
      }
    }
  }

  private static void refuseNamesOfResults(Map<String, String> found, JoinTask task) {
    Set<String> results = new HashSet<>();
    task.views().forEach(v -> v.features().forEach(f -> results.add(lower(f.column()))));
    task.expressions().forEach(e -> results.add(lower(e.column())));
    for (String column : found.keySet()) {
      if (results.contains(lower(column))) {
        throw new ThermoclineException(
            ErrorKind.UNPROCESSABLE,
            "The entity rows have a column '%s', and a feature is to have that name too. Rename it, or ask for fullFeatureNames."
                .formatted(Text.shown(column)));
      }
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static ColumnCheck check(
      Map<String, String> found, String column, ValueType type, Format format) {
    for (Map.Entry<String, String> there : found.entrySet()) {
      if (lower(there.getKey()).equals(lower(column))) {
        return ColumnCheck.of(
                there.getKey(), there.getValue(), type, isText(format, there.getValue(), type))
            .orElseThrow(() ->
                new ThermoclineException(
                    ErrorKind.UNPROCESSABLE,
                    "The column '%s' of the entity rows is %s, which does not become %s without loss."
                        .formatted(column, there.getValue(), type)));
      }
    }
    throw new ThermoclineException(
        ErrorKind.UNPROCESSABLE,
        "The entity rows have no column '%s' (%s). Their columns are: %s."
            .formatted(
                column,
                type,
                found.keySet().stream()
                    .limit(50)
                    .map(Text::shown)
                    .collect(Collectors.joining(", "))));
  }

  private static boolean isText(Format format, String found, ValueType type) {
    boolean text = found.equals("VARCHAR") && !type.equals(ValueType.of(Scalar.STRING));
    return format == Format.CSV || (format == Format.JSON && text);
  }

  private static void refuseBad(
      DuckSession session, String from, ColumnCheck moment, Map<String, ColumnCheck> checks) {
    List<String> faults = new ArrayList<>();
    faults.add(moment.fault());
    faults.add(moment.required());
    faults.add(
        moment.within(
            RowTimes.micros(RowTimes.EARLIEST),
            RowTimes.micros(RowTimes.LATEST),
            "outside of 1830 to 2110"));
    checks.values().forEach(c -> faults.add(c.fault()));
    String fault = String.join("\n", faults);
    long bad = session.number("SELECT count(CASE %s END) FROM %s".formatted(fault, from));
    if (bad > 0) {
      List<String> samples =
          session.list(
              "SELECT n, fault FROM (SELECT row_number() OVER () AS n, CASE %s END AS fault FROM %s) WHERE fault IS NOT NULL ORDER BY n LIMIT 10"
                  .formatted(fault, from),
              row -> "row " + row.getLong(1) + ", " + Text.shown(row.getString(2)));
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "%d entity rows are bad: %s.".formatted(bad, String.join("; ", samples)));
    }
  }
}
