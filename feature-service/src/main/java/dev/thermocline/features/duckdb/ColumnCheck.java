package dev.thermocline.features.duckdb;

import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import java.util.Optional;
import java.util.Set;

/**
 * How a column of a file becomes a column of a view without loss: the SQL that converts it, and the
 * SQL that tells a value which does not convert, empty where every value does.
 */
public record ColumnCheck(String column, String value, String fault) {
  private static final Set<String> SMALL_INTEGERS =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT");
  private static final Set<String> LARGE_INTEGERS = Set.of("UINTEGER", "BIGINT", "UBIGINT");
  private static final Set<String> TIMES =
      Set.of(
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "DATE");

  /** Digits beyond microseconds that are not zero; an offset of 18 hours or of 60 minutes. */
  private static final String NO_TIME =
      "\\.[0-9]{6}[0-9]*[1-9]|[0-9]:[0-9]{2}(\\.[0-9]+)?[+-](1[89]|[2-9][0-9]|[0-9]{2}:?[6-9][0-9])";

  /**
   * The check of a column, or nothing where its type in the file can never fit.
   *
   * @param found DuckDB's word for the type in the file
   */
  public static Optional<ColumnCheck> of(
      String column, String found, ValueType wanted, boolean text) {
    String name = Sql.name(column);
    if (text) {
      return Optional.of(converted(column, fromText(name, wanted), wanted));
    }
    if (wanted.array()) {
      return array(column, name, found, wanted);
    }
    if (found.equals("JSON")) {
      return Optional.of(converted(column, fromJson(name, wanted), wanted));
    }
    if (found.equals(Sql.type(wanted))) {
      return Optional.of(new ColumnCheck(column, name, ""));
    }
    if (!fits(found, wanted.scalar())) {
      return Optional.empty();
    }
    String value = "TRY_CAST(" + name + " AS " + Sql.type(wanted) + ")";
    if (wanted.scalar() == Scalar.TIMESTAMP && found.equals("TIMESTAMP_NS")) {
      value = "CASE WHEN epoch_ns(" + name + ") % 1000 = 0 THEN " + value + " END";
    }
    if (wanted.scalar() == Scalar.FLOAT64 && LARGE_INTEGERS.contains(found)) {
      value = "CASE WHEN abs(" + name + "::HUGEINT) <= 9007199254740992 THEN " + value + " END";
    }
    return Optional.of(converted(column, value, wanted));
  }

  private static Optional<ColumnCheck> array(
      String column, String name, String found, ValueType wanted) {
    if (!found.endsWith("[]")
        || !fits(found.substring(0, found.length() - 2), wanted.scalar())
        || found.equals("TIMESTAMP_NS[]")) {
      return Optional.empty();
    }
    return Optional.of(
        converted(column, "TRY_CAST(" + name + " AS " + Sql.type(wanted) + ")", wanted));
  }

  private static boolean fits(String found, Scalar wanted) {
    return switch (wanted) {
      case BOOL -> found.equals("BOOLEAN");
      case INT32, INT64 -> SMALL_INTEGERS.contains(found) || LARGE_INTEGERS.contains(found);
      case FLOAT32 ->
          Set.of("FLOAT", "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT").contains(found);
      case FLOAT64 ->
          found.equals("DOUBLE")
              || found.equals("FLOAT")
              || SMALL_INTEGERS.contains(found)
              || LARGE_INTEGERS.contains(found);
      case STRING -> found.equals("VARCHAR") || found.startsWith("ENUM");
      case BYTES -> found.equals("BLOB");
      case TIMESTAMP -> TIMES.contains(found);
    };
  }

  /** A column of JSON without a type of its own: of all nulls, or of values of several types. */
  private static String fromJson(String name, ValueType wanted) {
    String text = "(" + name + " ->> '$')";
    return wanted.scalar() == Scalar.STRING
        ? "CASE WHEN json_type(" + name + ") = 'VARCHAR' THEN " + text + " END"
        : fromText(text, wanted);
  }

  private static String fromText(String name, ValueType wanted) {
    if (wanted.array()) {
      return "TRY_CAST(" + name + " AS " + Sql.type(wanted) + ")";
    }
    return switch (wanted.scalar()) {
      case STRING -> name;
      case BYTES -> "TRY(from_base64(" + name + "))";
      // A plain cast would drop what is finer than a microsecond, and take any zone there is not.
      case TIMESTAMP ->
          "CASE WHEN NOT regexp_matches(%s, %s) THEN TRY_CAST(TRY_CAST(%s AS TIMESTAMPTZ) AS TIMESTAMP) END"
              .formatted(name, Sql.text(NO_TIME), name);
      // A plain cast would round 1.5 to 2.
      case INT32, INT64 ->
          "CASE WHEN regexp_full_match(trim(%s), '[+-]?[0-9]+') THEN TRY_CAST(%s AS %s) END"
              .formatted(name, name, Sql.type(wanted));
      case BOOL, FLOAT32, FLOAT64 -> "TRY_CAST(" + name + " AS " + Sql.type(wanted) + ")";
    };
  }

  private static ColumnCheck converted(String column, String value, ValueType wanted) {
    String name = Sql.name(column);
    String fault =
        "WHEN %s IS NOT NULL AND (%s) IS NULL THEN %s || left(%s::VARCHAR, 60) || %s"
            .formatted(
                name, value, Sql.text(column + ": '"), name, Sql.text("' is no " + wanted.word()));
    if (wanted.array()) {
      fault +=
          " WHEN list_contains(list_transform(%s, x -> x IS NULL), true) THEN %s"
              .formatted(value, Sql.text(column + ": an array may hold no nulls"));
    }
    return new ColumnCheck(column, value, fault);
  }

  /** What is wrong with a row that has no value here. */
  public String required() {
    return "WHEN (%s) IS NULL THEN %s".formatted(value, Sql.text(column + ": it is null"));
  }

  /** What is wrong with a time that no row may have. */
  public String within(long least, long greatest, String meaning) {
    return "WHEN NOT isfinite(%1$s) OR epoch_us(%1$s) < %2$d OR epoch_us(%1$s) > %3$d THEN %4$s || (%1$s)::VARCHAR || %5$s"
        .formatted(
            "(" + value + ")",
            least,
            greatest,
            Sql.text(column + ": "),
            Sql.text(" lies " + meaning));
  }

  public String select() {
    return value + " AS " + Sql.name(column);
  }
}
