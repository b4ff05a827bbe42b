package dev.thermocline.features.duckdb;

import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why DuckDB did not do something, sorted by whose fault it is. */
public final class DuckFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller may want to tell apart. */
  public enum Kind {
    /** The statement or the data is wrong. */
    INPUT,
    /** It asked for what a session may not have. */
    FORBIDDEN,
    /** Memory and disk that it may use were not enough. */
    OUT_OF_MEMORY,
    CANCELLED,
    INTERNAL
  }

  private final Kind kind;
  private final String reason;

  DuckFailure(Kind kind, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.kind = kind;
    this.reason = reason;
  }

  static DuckFailure of(SQLException e, String sql) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    String first = message.lines().findFirst().orElse("").strip();
    return new DuckFailure(kindOf(message.toLowerCase(Locale.ROOT)), first, e);
  }

  // DuckDB's driver has no codes: the sort of an error stands at the head of its message.
  private static Kind kindOf(String message) {
    if (message.contains("out of memory") || message.contains("max_temp_directory_size")) {
      return Kind.OUT_OF_MEMORY;
    }
    if (message.contains("permission error")) {
      return Kind.FORBIDDEN;
    }
    if (message.contains("interrupt")) {
      return Kind.CANCELLED;
    }
    if (message.contains("internal error") || message.contains("fatal error")) {
      return Kind.INTERNAL;
    }
    return Kind.INPUT;
  }

  public Kind kind() {
    return kind;
  }

  /** The first line of what DuckDB said; it may name files of this machine. */
  public String reason() {
    return reason;
  }
}
