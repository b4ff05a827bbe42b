package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms that inputs take in JSON: records, columns, or rows without names. */
public final class PlainInputs {
  private PlainInputs() {}

  public static RawInputs of(@Nullable Object json) {
    return switch (json) {
      case List<?> rows when !rows.isEmpty() && rows.getFirst() instanceof Map<?, ?> ->
          records(rows);
      case List<?> rows -> new RawInputs.Positional(rows);
      case Map<?, ?> columns -> new RawInputs.Named(named(columns));
      case null, default ->
          throw ThermoclineException.invalid(
              "The inputs must be a list of records, a list of rows, or an object of columns.");
    };
  }

  /** Rows that name their columns; a column that a row leaves out is null there. */
  public static RawInputs.Table records(List<?> records) {
    Set<String> columns = new LinkedHashSet<>();
    for (Object record : records) {
      if (!(record instanceof Map<?, ?> cells)) {
        throw ThermoclineException.invalid("Every record must be an object of column and value.");
      }
      cells.keySet().forEach(name -> columns.add(String.valueOf(name)));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>(records.size());
    for (Object record : records) {
      List<@Nullable Object> row = new ArrayList<>(columns.size());
      for (String column : columns) {
        row.add(((Map<?, ?>) record).get(column));
      }
      rows.add(row);
    }
    return new RawInputs.Table(List.copyOf(columns), rows);
  }

  /** JSON objects have string keys; this says so to the compiler. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> named(Map<?, ?> json) {
    return (Map<String, @Nullable Object>) json;
  }
}
