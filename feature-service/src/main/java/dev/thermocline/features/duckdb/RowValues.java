package dev.thermocline.features.duckdb;

import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of a row as Java knows them: timestamps as microseconds, arrays as lists. */
public final class RowValues {
  private RowValues() {}

  /** The columns to select so that {@link #read} understands them. */
  public static String select(List<Field> fields, String prefix) {
    return fields.stream()
        .map(f -> select(prefix + Sql.name(f.name()), f.type()))
        .collect(Collectors.joining(", "));
  }

  public static String select(String column, ValueType type) {
    if (type.scalar() != Scalar.TIMESTAMP) {
      return column;
    }
    return type.array()
        ? "list_transform(" + column + ", x -> epoch_us(x))"
        : "epoch_us(" + column + ")";
  }

  public static List<@Nullable Object> read(ResultSet row, int first, List<Field> fields)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      values.add(read(row, first + i, fields.get(i).type()));
    }
    return values;
  }

  public static @Nullable Object read(ResultSet row, int column, ValueType type)
      throws SQLException {
    Object value = row.getObject(column);
    if (value == null) {
      return null;
    }
    if (type.array()) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) ((Array) value).getArray()) {
        list.add(plain(element));
      }
      return list;
    }
    return plain(value);
  }

  private static Object plain(Object value) throws SQLException {
    return value instanceof Blob blob ? blob.getBytes(1, (int) blob.length()) : value;
  }
}
