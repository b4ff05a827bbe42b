package dev.thermocline.registry.model.jdbc;

import dev.thermocline.registry.model.Search;
import java.util.List;
import org.springframework.jdbc.core.RowMapper;

/** One row more than asked for tells whether there is another page. */
final class Pages {
  private Pages() {}

  record Row<T>(T item, List<String> cursor) {}

  static <T> RowMapper<Row<T>> rows(RowMapper<T> items) {
    return (row, index) ->
        new Row<>(
            java.util.Objects.requireNonNull(items.mapRow(row, index)),
            List.of((String[]) row.getArray("cursor").getArray()));
  }

  static <T> Search.Page<T> of(List<Row<T>> rows, int limit) {
    boolean more = rows.size() > limit;
    List<Row<T>> shown = more ? rows.subList(0, limit) : rows;
    return new Search.Page<>(
        shown.stream().map(Row::item).toList(),
        more && !shown.isEmpty() ? shown.getLast().cursor() : null);
  }
}
