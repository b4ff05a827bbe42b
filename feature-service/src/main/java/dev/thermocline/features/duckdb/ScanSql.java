package dev.thermocline.features.duckdb;

import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.VisiblePart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The rows of a view as one table: its join keys, its fields, and the columns {@code __event},
 * {@code __created}, {@code __ingest}, {@code __snapshot} and {@code __tie}, by which rows are put
 * in their total order. Columns of ours start with underscores, as no name of a caller can.
 */
public final class ScanSql {
  /** Newest first. */
  public static final String NEWEST_FIRST =
      "__event DESC, __created DESC NULLS LAST, __ingest DESC, __tie DESC";

  public static final String OLDEST_FIRST = "__event, __created NULLS FIRST, __ingest, __tie";

  // More rows than one Parquet file has.
  private static final long ROWS_OF_A_FILE = 1L << 40;

  private final RowScan scan;
  private final List<JoinKey> keys;

  private ScanSql(RowScan scan) {
    this.scan = scan;
    this.keys = scan.entity().joinKeys();
  }

  /** A SELECT over everything visible. */
  public static String of(RowScan scan) {
    ScanSql sql = new ScanSql(scan);
    return sql.united((part, first) -> sql.select(part, List.of(), sql.wanted()), sql.nothing());
  }

  /**
   * A SELECT over everything visible, without the fields, but with {@code __row}, by which {@link
   * #fields} finds a row again.
   */
  public static String order(RowScan scan) {
    ScanSql sql = new ScanSql(scan);
    return sql.united(
        (part, first) -> sql.select(part, List.of(rowAfter(first)), List.of()),
        "SELECT *, 0::BIGINT AS __row FROM (" + sql.nothing() + ")");
  }

  /** A SELECT of {@code __row} and the fields of every row, visible or not. */
  public static String fields(RowScan scan) {
    ScanSql sql = new ScanSql(scan);
    return sql.united(
        (part, first) -> {
          List<String> columns = new ArrayList<>(List.of(rowAfter(first)));
          columns.addAll(sql.fields(part.snapshot(), sql.wanted()));
          return "SELECT " + String.join(", ", columns) + " FROM " + sql.reading(part.snapshot());
        },
        "SELECT *, 0::BIGINT AS __row FROM (" + sql.nothing() + ")");
  }

  private static String rowAfter(int files) {
    return "(%d + file_index::BIGINT) * %d + file_row_number::BIGINT AS __row"
        .formatted(files, ROWS_OF_A_FILE);
  }

  private String united(BiFunction<VisiblePart, Integer, String> select, String nothing) {
    if (scan.parts().isEmpty()) {
      return nothing;
    }
    List<String> selects = new ArrayList<>();
    int files = 0;
    for (VisiblePart part : scan.parts()) {
      selects.add(select.apply(part, files));
      files += part.snapshot().files().size();
    }
    return String.join("\nUNION ALL\n", selects);
  }

  private String select(VisiblePart part, List<String> more, List<Field> fields) {
    Snapshot snapshot = part.snapshot();
    boolean own = snapshot.origin().ownLayout();
    List<String> columns = new ArrayList<>();
    keys.forEach(k -> columns.add(cast(k.name(), k.type(), own)));
    columns.add(time(scan.view().times().event()) + " AS __event");
    String created = scan.view().times().created();
    columns.add((created == null ? "NULL::TIMESTAMP" : time(created)) + " AS __created");
    String ingest = snapshot.ingest() + "::BIGINT";
    columns.add(
        (snapshot.origin().ingestColumn() ? "coalesce(__ingest, " + ingest + ")" : ingest)
            + " AS __ingest");
    columns.add(
        (part.isCompacted() ? "__snapshot" : snapshot.number() + "::BIGINT") + " AS __snapshot");
    columns.add((own ? "__tie" : "0") + "::INTEGER AS __tie");
    columns.addAll(more);
    columns.addAll(fields(snapshot, fields));
    return "SELECT " + String.join(", ", columns) + " FROM " + reading(snapshot) + where(part);
  }

  private List<String> fields(Snapshot snapshot, List<Field> fields) {
    boolean own = snapshot.origin().ownLayout();
    Map<String, ValueType> present = new HashMap<>();
    scan.schema(snapshot.schema()).columns().forEach(c -> present.put(c.name(), c.type()));
    return fields.stream()
        .map(f ->
            present.containsKey(f.name())
                ? cast(f.name(), f.type(), own)
                : "NULL::" + Sql.type(f.type()) + " AS " + Sql.name(f.name()))
        .toList();
  }

  private String reading(Snapshot snapshot) {
    List<Path> files = snapshot.files().stream().map(scan::local).toList();
    return "read_parquet(" + Sql.files(files) + ", hive_partitioning = false)";
  }

  private String where(VisiblePart part) {
    List<String> conditions = new ArrayList<>();
    for (TimeRange hidden : part.hidden()) {
      String event = time(scan.view().times().event());
      conditions.add(
          "NOT (%s >= make_timestamp(%d) AND %s < make_timestamp(%d))"
              .formatted(event, hidden.from(), event, hidden.to()));
    }
    if (!part.without().isEmpty()) {
      conditions.add(
          part.without().stream()
              .map(number -> Long.toString(number))
              .collect(Collectors.joining(", ", "__snapshot NOT IN (", ")")));
    }
    if (!part.deleted().isEmpty()) {
      conditions.add(
          "(%s) NOT IN (%s)"
              .formatted(
                  Sql.names(scan.entity().keyNames()),
                  part.deleted().stream()
                      .map(values -> "(" + literals(values) + ")")
                      .collect(Collectors.joining(", "))));
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private String literals(List<Object> values) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      literals.add(literal(values.get(i), keys.get(i).type()));
    }
    return String.join(", ", literals);
  }

  /** The value of a join key as SQL; bytes are given as base64, timestamps as microseconds. */
  private static String literal(Object value, ValueType type) {
    return switch (type.scalar()) {
      case BYTES -> "from_base64(" + Sql.text(value.toString()) + ")";
      case TIMESTAMP -> "make_timestamp(" + value + ")";
      case STRING -> Sql.text(value.toString());
      default -> "CAST(" + Sql.text(value.toString()) + " AS " + Sql.type(type) + ")";
    };
  }

  private String nothing() {
    List<String> columns = new ArrayList<>();
    keys.forEach(k -> columns.add("NULL::" + Sql.type(k.type()) + " AS " + Sql.name(k.name())));
    columns.add("NULL::TIMESTAMP AS __event, NULL::TIMESTAMP AS __created");
    columns.add("0::BIGINT AS __ingest, 0::BIGINT AS __snapshot, 0::INTEGER AS __tie");
    wanted().forEach(f -> columns.add("NULL::" + Sql.type(f.type()) + " AS " + Sql.name(f.name())));
    return "SELECT " + String.join(", ", columns) + " WHERE false";
  }

  private List<Field> wanted() {
    return scan.view().fields().stream().filter(f -> scan.fields().contains(f.name())).toList();
  }

  private static String time(String column) {
    return "CAST(" + Sql.name(column) + " AS TIMESTAMP)";
  }

  private static String cast(String column, ValueType type, boolean own) {
    String name = Sql.name(column);
    return own ? name : "CAST(" + name + " AS " + Sql.type(type) + ") AS " + name;
  }

  /** The columns of a schema that a scan could want, for callers that want them all. */
  public static Set<String> allFields(ViewSchema schema) {
    return schema.columns().stream()
        .map(ViewSchema.Column::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
