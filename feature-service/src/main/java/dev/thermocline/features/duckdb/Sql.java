package dev.thermocline.features.duckdb;

import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pieces of DuckDB's SQL. */
public final class Sql {
  /**
   * How Parquet is written. Most columns that have more values than this have a new one in every
   * row, and looking for a dictionary of them takes a third of the time of writing.
   */
  public static final String PARQUET = "(FORMAT parquet, DICTIONARY_SIZE_LIMIT 10000)";

  private Sql() {}

  /** A name of a column or table, quoted. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text literal. */
  public static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  public static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A list literal of files, as {@code read_parquet} takes it. */
  public static String files(Collection<Path> files) {
    return files.stream().map(f -> text(f.toString())).collect(Collectors.joining(", ", "[", "]"));
  }

  /** DuckDB's word for a type of ours. */
  public static String type(ValueType type) {
    return type.array() ? scalar(type.scalar()) + "[]" : scalar(type.scalar());
  }

  /** Our word for a type of DuckDB; its own in lower case where we have none. */
  public static String word(String duckType) {
    if (duckType.endsWith("[]")) {
      return "array<" + word(duckType.substring(0, duckType.length() - 2)) + ">";
    }
    return switch (duckType) {
      case "BOOLEAN" -> "bool";
      case "INTEGER" -> "int32";
      case "BIGINT" -> "int64";
      case "FLOAT" -> "float32";
      case "DOUBLE" -> "float64";
      case "VARCHAR" -> "string";
      case "BLOB" -> "bytes";
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE" ->
          "timestamp";
      default -> duckType.toLowerCase(Locale.ROOT);
    };
  }

  private static String scalar(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> "BOOLEAN";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT32 -> "FLOAT";
      case FLOAT64 -> "DOUBLE";
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
      case TIMESTAMP -> "TIMESTAMP";
    };
  }
}
