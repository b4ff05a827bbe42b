package dev.thermocline.features.definition;

import java.time.Instant;
import java.util.List;

/**
 * The typed columns of a view as they were at one time. It never changes, so readers keep it.
 *
 * @param since when it was applied
 */
public record ViewSchema(int number, List<Column> columns, Instant since) {
  public ViewSchema {
    columns = List.copyOf(columns);
  }

  /** A column's name and type: all that its bytes depend on. */
  public record Column(String name, ValueType type) {}

  static List<Column> columnsOf(FeatureView view) {
    return view.fields().stream().map(f -> new Column(f.name(), f.type())).toList();
  }
}
