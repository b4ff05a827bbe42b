package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Name;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.Text;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.duckdb.ColumnCheck;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A file read as a table, held against the view that its rows are for. */
final class SourceTable {
  private static final int SAMPLES = 10;

  private final DuckSession session;
  private final String from;
  private final FeatureView view;
  private final Entity entity;
  private final Map<String, ColumnCheck> checks = new LinkedHashMap<>();
  private final List<String> ignored = new ArrayList<>();

  /**
   * @param from the table function that reads it
   * @param text whether its values are all text, as in CSV
   */
  SourceTable(DuckSession session, String from, boolean text, FeatureView view, Entity entity) {
    this.session = session;
    this.from = from;
    this.view = view;
    this.entity = entity;
    match(text);
  }

  private void match(boolean text) {
    Map<String, String> found = new LinkedHashMap<>();
    session.each(
        "DESCRIBE SELECT * FROM " + from,
        row -> found.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2)));
    List<String> faults = new ArrayList<>();
    wanted()
        .forEach((column, type) -> {
          String there = found.get(column.toLowerCase(Locale.ROOT));
          if (there == null) {
            faults.add("it has no column '" + column + "' (" + type + ")");
          } else {
            ColumnCheck.of(column, there, type, text)
                .ifPresentOrElse(
                    check -> checks.put(column, check),
                    () -> faults.add(unfit(column, there, type)));
          }
        });
    if (!faults.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The file does not fit the view '%s': %s. Its columns are: %s."
              .formatted(
                  view.name(),
                  String.join("; ", faults),
                  found.keySet().stream()
                      .limit(50)
                      .map(Text::shown)
                      .collect(Collectors.joining(", "))));
    }
    Set<String> known =
        checks.keySet().stream()
            .map(c -> c.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    found.keySet().stream()
        .filter(Name::isKept)
        .findFirst()
        .ifPresent(column -> {
          throw new ThermoclineException(
              ErrorKind.UNPROCESSABLE,
              "The file has a column '%s', a name that scans of files keep for themselves. Rename it."
                  .formatted(column));
        });
    found.keySet().stream().filter(c -> !known.contains(c)).map(Text::shown).forEach(ignored::add);
  }

  private static String unfit(String column, String there, ValueType type) {
    return "its column '%s' is %s, which does not become %s without loss"
        .formatted(column, there, type);
  }

  private Map<String, ValueType> wanted() {
    Map<String, ValueType> wanted = new LinkedHashMap<>();
    entity.joinKeys().forEach(k -> wanted.put(k.name(), k.type()));
    wanted.put(view.times().event(), ValueType.of(Scalar.TIMESTAMP));
    if (view.times().created() != null) {
      wanted.put(view.times().created(), ValueType.of(Scalar.TIMESTAMP));
    }
    view.fields().forEach(f -> wanted.put(f.name(), f.type()));
    return wanted;
  }

  List<String> ignored() {
    return ignored;
  }

  /** Every column of the view, converted. */
  String columns() {
    return checks.values().stream().map(ColumnCheck::select).collect(Collectors.joining(", "));
  }

  String from() {
    return from;
  }

  /** Refuses the whole file if any row of it is bad, with samples. */
  long refuseBadRows(Instant now) {
    String fault = fault(now);
    long[] counts =
        session.first(
            "SELECT count(*), count(CASE %s END) FROM %s".formatted(fault, from),
            row -> new long[] {row.getLong(1), row.getLong(2)});
    if (counts[0] == 0) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE, "The file has no rows, so there is nothing to take in.");
    }
    if (counts[1] > 0) {
      List<String> samples =
          session.list(
              """
              SELECT n, fault FROM (SELECT row_number() OVER () AS n, CASE %s END AS fault FROM %s)
              WHERE fault IS NOT NULL ORDER BY n LIMIT %d
              """
                  .formatted(fault, from, SAMPLES),
              row -> "row " + row.getLong(1) + ", " + Text.shown(row.getString(2)));
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "%d of %d rows are bad, so nothing of the file was taken. %s."
              .formatted(counts[1], counts[0], String.join("; ", samples)));
    }
    return counts[0];
  }

  private String fault(Instant now) {
    List<String> faults = new ArrayList<>();
    // A value that does not convert is told as such and not as missing.
    checks.values().forEach(c -> faults.add(c.fault()));
    entity.joinKeys().forEach(k -> faults.add(check(k.name()).required()));
    long least = RowTimes.micros(RowTimes.EARLIEST);
    long latest = RowTimes.micros(now.plus(view.times().futureTolerance()));
    ColumnCheck event = check(view.times().event());
    faults.add(event.required());
    faults.add(
        event.within(
            least,
            latest,
            "before 1830 or in the future, beyond the view's tolerance of "
                + view.times().futureTolerance()));
    if (view.times().created() != null) {
      faults.add(
          check(view.times().created())
              .within(least, RowTimes.micros(RowTimes.LATEST), "outside of 1830 to 2110"));
    }
    return String.join("\n", faults);
  }

  private ColumnCheck check(String column) {
    ColumnCheck check = checks.get(column);
    if (check == null) {
      throw new IllegalStateException("no column " + Sql.name(column));
    }
    return check;
  }
}
