package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.duckdb.DuckFailure;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.FieldStatistics;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.RowStatistics;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statistics by DuckDB's aggregates. */
public final class DuckRowStatistics implements RowStatistics {
  private static final int STEPS = 20;
  private static final List<String> QUANTILES = List.of("0.05", "0.25", "0.5", "0.75", "0.95");

  private final DuckSessions sessions;

  public DuckRowStatistics(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public List<FieldStatistics> of(RowScan scan) {
    String rows = "(" + ScanSql.of(scan) + ")";
    try (DuckSession session = sessions.open()) {
      return scan.view().fields().stream()
          .filter(f -> scan.fields().contains(f.name()))
          .map(f -> of(session, rows, f))
          .toList();
    }
  }

  private static FieldStatistics of(DuckSession session, String rows, Field field) {
    try {
      return of(session, rows, field, true);
    } catch (DuckFailure e) {
      if (e.kind() != DuckFailure.Kind.INPUT) {
        throw e;
      }
      // The squares of very large values are no numbers any more.
      return of(session, rows, field, false);
    }
  }

  private static FieldStatistics of(
      DuckSession session, String rows, Field field, boolean moments) {
    String name = Sql.name(field.name());
    boolean number = isNumber(field);
    boolean ordered = !field.type().array() && field.type().scalar() != Scalar.BYTES;
    List<String> columns = new ArrayList<>();
    columns.add("count(%s), count(*) - count(%s)".formatted(name, name));
    columns.add("approx_count_distinct(" + name + ")");
    columns.add(ordered ? "min(%1$s)::VARCHAR, max(%1$s)::VARCHAR".formatted(name) : "NULL, NULL");
    if (number) {
      String finite = " FILTER (isfinite(" + name + "::DOUBLE))";
      columns.add("count(" + name + ") FILTER (NOT isfinite(" + name + "::DOUBLE))");
      columns.add(moments ? "avg(" + name + "::DOUBLE)" + finite : "NULL");
      columns.add(moments ? "stddev_pop(" + name + "::DOUBLE)" + finite : "NULL");
      // All of one digest; each call would build its own.
      columns.add("approx_quantile(" + name + "::DOUBLE, " + QUANTILES + ")" + finite);
    }
    FieldStatistics plain =
        session.first(
            "SELECT " + String.join(", ", columns) + " FROM " + rows,
            row -> read(row, field, number));
    return number ? withHistogram(session, rows, name, plain) : plain;
  }

  private static FieldStatistics read(ResultSet row, Field field, boolean number)
      throws SQLException {
    List<Double> quantiles = new ArrayList<>();
    Array found = number ? row.getArray(9) : null;
    if (found != null) {
      for (Object quantile : (Object[]) found.getArray()) {
        quantiles.add((Double) quantile);
      }
    }
    return new FieldStatistics(
        field.name(),
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        number ? row.getLong(6) : 0,
        number ? figure(row, 7) : null,
        number ? figure(row, 8) : null,
        quantiles,
        List.of());
  }

  private static @Nullable Double figure(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : Double.valueOf(value);
  }

  private static FieldStatistics withHistogram(
      DuckSession session, String rows, String name, FieldStatistics plain) {
    Long[] steps = new Long[STEPS];
    Arrays.fill(steps, 0L);
    session.each(
        """
        SELECT CASE WHEN greatest_value = least_value THEN 0
            ELSE least(%2$d, floor((v / 2 - least_value / 2) / (greatest_value / 2 - least_value / 2) * %3$d))
          END::INTEGER, count(*)
        FROM (SELECT v, min(v) OVER () AS least_value, max(v) OVER () AS greatest_value
          FROM (SELECT %1$s::DOUBLE AS v FROM %4$s) WHERE isfinite(v))
        GROUP BY 1
        """
            .formatted(name, STEPS - 1, STEPS, rows),
        row -> steps[row.getInt(1)] = row.getLong(2));
    return new FieldStatistics(
        plain.field(),
        plain.count(),
        plain.nulls(),
        plain.distinct(),
        plain.least(),
        plain.greatest(),
        plain.notFinite(),
        plain.mean(),
        plain.deviation(),
        plain.quantiles(),
        List.of(steps));
  }

  private static boolean isNumber(Field field) {
    return !field.type().array()
        && switch (field.type().scalar()) {
          case INT32, INT64, FLOAT32, FLOAT64 -> true;
          case BOOL, STRING, BYTES, TIMESTAMP -> false;
        };
  }
}
