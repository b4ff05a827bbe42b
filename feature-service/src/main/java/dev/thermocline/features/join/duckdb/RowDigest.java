package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A digest of rows that does not depend on their order: the sum, modulo 2^128, of a digest of each
 * row. A sum, because an exclusive or would not see a row that comes twice. It is computed here and
 * not by the engine, whose own hashes may change from one version to the next; every value is one
 * word of 64 bits, because text of numbers costs ten times the join.
 */
final class RowDigest {
  private static final long FIRST = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

  private long low;
  private long high;
  private long a;
  private long b;
  private long nulls;

  private RowDigest() {}

  /** How the values of a column become words. */
  private enum Kind {
    WHOLE,
    REAL,
    FLAG,
    TEXT
  }

  private record Column(String sql, Kind kind) {
    static Column of(String name, String type) {
      return switch (type) {
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
            new Column(name + "::BIGINT", Kind.WHOLE);
        case "FLOAT", "DOUBLE" -> new Column(name + "::DOUBLE", Kind.REAL);
        case "BOOLEAN" -> new Column(name, Kind.FLAG);
        case "TIMESTAMP_NS" -> new Column("epoch_ns(" + name + ")", Kind.WHOLE);
        case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE", "DATE" ->
            new Column("epoch_us(" + name + "::TIMESTAMP)", Kind.WHOLE);
        case "BLOB" -> new Column("hex(" + name + ")", Kind.TEXT);
        default -> new Column(name + "::VARCHAR", Kind.TEXT);
      };
    }
  }

  /** The digest of the rows of a SELECT, as 32 hexadecimal digits. */
  static String of(DuckSession session, String rows) {
    List<Column> columns = new ArrayList<>();
    session.each(
        "DESCRIBE " + rows,
        row -> columns.add(Column.of(Sql.name(row.getString(1)), row.getString(2))));
    List<String> selected = columns.stream().map(Column::sql).toList();
    Kind[] kinds = columns.stream().map(Column::kind).toArray(Kind[]::new);
    RowDigest digest = new RowDigest();
    session.each(
        "SELECT " + String.join(", ", selected) + " FROM (" + rows + ")",
        row -> digest.add(row, kinds));
    return "%016x%016x".formatted(digest.high, digest.low);
  }

  private void add(ResultSet row, Kind[] kinds) throws SQLException {
    a = FIRST;
    b = SECOND;
    nulls = 0;
    for (int i = 0; i < kinds.length; i++) {
      read(row, i + 1, kinds[i]);
      if ((i & 63) == 63) {
        absorb(nulls);
        nulls = 0;
      }
    }
    absorb(nulls);
    long sum = low + a;
    high += b + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
  }

  private void read(ResultSet row, int column, Kind kind) throws SQLException {
    switch (kind) {
      case WHOLE -> word(row, column, row.getLong(column));
      // There is one NaN, and one zero: a dictionary of Parquet keeps the first sign it meets.
      case REAL -> word(row, column, Double.doubleToLongBits(row.getDouble(column) + 0.0));
      case FLAG -> word(row, column, row.getBoolean(column) ? 1 : 0);
      case TEXT -> text(row, column, row.getString(column));
    }
  }

  private void word(ResultSet row, int column, long word) throws SQLException {
    // A null reads as zero; only then is it asked for.
    if (word == 0 && row.wasNull()) {
      nulls |= 1L << (column - 1);
    }
    absorb(word);
  }

  private void text(ResultSet row, int column, @org.jspecify.annotations.Nullable String text)
      throws SQLException {
    if (text == null) {
      word(row, column, 0);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // The length before each text keeps ('ab', 'c') and ('a', 'bc') apart.
    absorb(bytes.length);
    ByteBuffer words =
        ByteBuffer.wrap(java.util.Arrays.copyOf(bytes, (bytes.length + 7) / 8 * 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (words.hasRemaining()) {
      absorb(words.getLong());
    }
  }

  private void absorb(long word) {
    a = mixed(a ^ word) + FIRST;
    b = mixed(b + word * SECOND);
  }

  /** The finalizer of SplitMix64: each bit of the input changes half of the output's. */
  private static long mixed(long word) {
    long z = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
