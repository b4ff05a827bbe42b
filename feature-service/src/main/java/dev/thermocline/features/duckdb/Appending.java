package dev.thermocline.features.duckdb;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** Rows on their way into a table; they are there when it was closed. */
public final class Appending implements AutoCloseable {
  private final DuckDBAppender appender;

  Appending(DuckDBAppender appender) {
    this.appender = appender;
  }

  /** Values as Java knows them: of each type its own, bytes as an array, arrays as lists. */
  public void add(List<@Nullable Object> row) {
    try {
      appender.beginRow();
      for (Object value : row) {
        append(value);
      }
      appender.endRow();
    } catch (SQLException e) {
      throw DuckFailure.of(e, "append");
    }
  }

  private void append(@Nullable Object value) throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case Boolean flag -> appender.append(flag.booleanValue());
      case Integer number -> appender.append(number.intValue());
      case Long number -> appender.append(number.longValue());
      case Float number -> appender.append(number.floatValue());
      case Double number -> appender.append(number.doubleValue());
      case String text -> appender.append(text);
      case byte[] bytes -> appender.append(bytes);
      case List<?> list -> appender.append(list);
      default -> throw new IllegalArgumentException("no such value: " + value.getClass());
    }
  }

  @Override
  public void close() {
    try {
      appender.close();
    } catch (SQLException e) {
      throw DuckFailure.of(e, "append");
    }
  }
}
