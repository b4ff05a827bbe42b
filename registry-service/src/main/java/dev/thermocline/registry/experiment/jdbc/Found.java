package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Page;
import dev.thermocline.registry.search.SortKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of a page and where in the order it stands. */
record Found<T>(T item, Cursor place) {
  static <T> Found<T> read(
      ResultSet row, T item, int segment, int columnsBefore, List<SortKey> keys)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      values.add(row.getObject(columnsBefore + 1 + i, keys.get(i).type()));
    }
    return new Found<>(item, new Cursor(segment, values));
  }

  /** A page of at most {@code limit} out of rows of which one more was asked for. */
  static <T> Page<T> page(List<Found<T>> rows, int limit, Function<Cursor, String> token) {
    boolean more = rows.size() > limit;
    List<T> items = new ArrayList<>(rows.size());
    for (Found<T> row : more ? rows.subList(0, limit) : rows) {
      items.add(row.item());
    }
    return new Page<>(items, more ? token.apply(rows.get(limit - 1).place()) : null);
  }
}
