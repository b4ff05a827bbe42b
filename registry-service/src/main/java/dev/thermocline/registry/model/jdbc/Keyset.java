package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.search.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order over columns that are never null, and pages that go on after the last row seen: as fast
 * on the thousandth page as on the first.
 */
record Keyset(List<Column> columns) {
  /**
   * One column of the order.
   *
   * @param cast what a value in text form is cast to
   */
  record Column(String expression, String cast, boolean ascending) {}

  String orderBy() {
    return columns.stream()
        .map(column -> column.expression() + (column.ascending() ? " ASC" : " DESC"))
        .collect(Collectors.joining(", "));
  }

  /** The values of a row's order columns as one array of texts, to be selected beside the row. */
  String cursor() {
    return columns.stream()
        .map(column -> "(" + column.expression() + ")::text")
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  /** Limits to the rows after that one. */
  Sql after(@Nullable List<@Nullable String> last) {
    if (last == null) {
      return new Sql("true");
    }
    if (last.size() != columns.size()) {
      throw ThermoclineException.invalid(
          "The page token belongs to a search with another order. Start from the first page.");
    }
    List<String> cases = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      List<String> parts = new ArrayList<>();
      for (int j = 0; j <= i; j++) {
        Column column = columns.get(j);
        String operator = j < i ? " = " : column.ascending() ? " > " : " < ";
        parts.add(column.expression() + operator + "?::" + column.cast());
        values.add(value(last.get(j)));
      }
      cases.add("(" + String.join(" AND ", parts) + ")");
    }
    return new Sql("(" + String.join(" OR ", cases) + ")", values.toArray());
  }

  private static String value(@Nullable String value) {
    if (value == null) {
      throw ThermoclineException.invalid(
          "The page token belongs to a search with another order. Start from the first page.");
    }
    return value;
  }
}
