package dev.thermocline.bench.suite;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generated histories and entity rows as local Parquet files, and plain DuckDB over them: the limit
 * that the platform's joins and ingestions are held against.
 */
final class HistoryFiles {
  static final int FEATURES = 10;

  private final LocalFiles local = new LocalFiles();
  private final String memory;

  /**
   * @param memory what DuckDB may use, as the platform under test was told too
   */
  HistoryFiles(String memory) {
    this.memory = memory;
  }

  /** Rows of {@code entities} entities, evenly over a month, in no order; every fifth came late. */
  Path history(String name, int rows, int entities) {
    Path file = local.file(name + ".parquet");
    int each = rows / entities;
    String values =
        IntStream.range(0, FEATURES)
            .mapToObj(k -> "(hash(i * 13 + %d) %% 1000000) / 997.0::DOUBLE AS x%d".formatted(k, k))
            .collect(Collectors.joining(", "));
    local.run(
        """
        COPY (SELECT *, event_time + CASE WHEN hash(event_time) % 5 = 0 THEN to_hours(30) ELSE to_seconds(0) END AS noted_at
          FROM (SELECT (i // {each})::BIGINT AS patient_id,
            TIMESTAMP '2026-01-01' + to_microseconds(((i % {each}) * (2600000000000 // {each}) + hash(i) % 1000000)::BIGINT) AS event_time,
            {values} FROM range({rows}) t(i))
          ORDER BY hash(patient_id * 7919 + epoch_us(event_time))) TO '{file}' (FORMAT parquet)
        """
            .replace("{each}", Integer.toString(each))
            .replace("{rows}", Integer.toString(rows))
            .replace("{values}", values)
            .replace("{file}", file.toString()),
        "8GB");
    return file;
  }

  /** The same rows in the order in which ingestion keeps them. */
  Path inOrder(Path history) {
    Path file = local.file("ordered-" + history.getFileName());
    copyInOrder(history, file, "8GB");
    return file;
  }

  void copyInOrder(Path history, Path file) {
    copyInOrder(history, file, memory);
  }

  private void copyInOrder(Path history, Path file, String limit) {
    local.run(
        "COPY (SELECT * FROM '%s' ORDER BY event_time::DATE, patient_id, event_time) TO '%s' (FORMAT parquet)"
            .formatted(history, file),
        limit);
  }

  Path entityRows(String name, int rows, int entities) {
    Path file = local.file(name + ".parquet");
    local.run(
        """
        COPY (SELECT (hash(i) %% %d)::BIGINT AS patient_id,
          TIMESTAMP '2026-01-01' + to_microseconds((hash(i * 3) %% 2600000000000)::BIGINT) AS event_timestamp,
          i AS label FROM range(%d) t(i)) TO '%s' (FORMAT parquet)
        """
            .formatted(entities, rows, file),
        "8GB");
    return file;
  }

  /**
   * What DuckDB itself does: the newest row at or before each moment, in any order or in theirs.
   */
  void asof(Path entityRows, Path history, boolean keepOrder) {
    String values =
        IntStream.range(0, FEATURES).mapToObj(k -> "f.x" + k).collect(Collectors.joining(", "));
    local.run(
        "COPY (SELECT p.*, %s FROM '%s' p ASOF LEFT JOIN '%s' f ON p.patient_id = f.patient_id AND p.event_timestamp >= f.event_time%s) TO '%s' (FORMAT parquet)"
            .formatted(
                values,
                entityRows,
                history,
                keepOrder ? " ORDER BY p.label" : "",
                local.file("asof.parquet")),
        memory);
  }

  Path scratch(String name) {
    return local.file(name);
  }
}
