package dev.thermocline.gateway.mlflowscoring;

import dev.thermocline.gateway.predict.PlainInputs;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scoring request in any of its forms.
 *
 * @param frame whether the model sees a table, so that the answer is one too
 */
public record ScoringRequest(RawInputs inputs, boolean frame) {
  private static final List<String> FORMS =
      List.of("dataframe_split", "dataframe_records", "instances", "inputs");

  public static ScoringRequest read(Map<String, @Nullable Object> json) {
    List<String> given = FORMS.stream().filter(json::containsKey).toList();
    if (given.size() != 1) {
      throw bad("The body must have exactly one of %s; it has %s.".formatted(FORMS, json.keySet()));
    }
    Object value = json.get(given.getFirst());
    return switch (given.getFirst()) {
      case "dataframe_split" -> new ScoringRequest(split(value), true);
      case "dataframe_records" -> {
        if (!(value instanceof List<?> records)) {
          throw bad("'dataframe_records' must be a list of records.");
        }
        yield new ScoringRequest(PlainInputs.records(records), true);
      }
      default -> new ScoringRequest(tensors(given.getFirst(), value), false);
    };
  }

  private static RawInputs split(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> split) || !(split.get("data") instanceof List<?> data)) {
      throw bad("'dataframe_split' must have 'columns' and 'data'.");
    }
    if (!(split.get("columns") instanceof List<?> columns)) {
      return new RawInputs.Positional(data);
    }
    List<String> names = columns.stream().map(String::valueOf).toList();
    List<List<?>> rows = new ArrayList<>(data.size());
    for (Object row : data) {
      if (!(row instanceof List<?> cells) || cells.size() != names.size()) {
        throw bad(
            "Every row of 'dataframe_split' must be a list of %d values.".formatted(names.size()));
      }
      rows.add(cells);
    }
    return new RawInputs.Table(names, rows);
  }

  private static RawInputs tensors(String form, @Nullable Object value) {
    if (value instanceof List<?> || (form.equals("inputs") && value instanceof Map<?, ?>)) {
      return PlainInputs.of(value);
    }
    throw bad("'" + form + "' must be a list" + (form.equals("inputs") ? " or an object." : "."));
  }

  /** A table as comma-separated text; the first line names the columns. */
  public static ScoringRequest readCsv(String text) {
    List<List<@Nullable Object>> lines = Csv.read(text);
    if (lines.isEmpty()) {
      throw bad("The CSV body has no header line.");
    }
    List<String> names =
        lines.getFirst().stream().map(name -> name == null ? "" : name.toString()).toList();
    List<List<@Nullable Object>> rows = lines.subList(1, lines.size());
    for (List<@Nullable Object> row : rows) {
      if (row.size() != names.size()) {
        throw bad(
            "A line of the CSV has %d values and the header %d."
                .formatted(row.size(), names.size()));
      }
    }
    return new ScoringRequest(new RawInputs.Table(names, rows), true);
  }

  private static ThermoclineException bad(String message) {
    return new ThermoclineException(ErrorKind.BAD_REQUEST, message);
  }
}
