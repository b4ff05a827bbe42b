package dev.thermocline.features.duckdb;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What runs on a database now, on any of its connections. Thread-safe. */
final class Running {
  private final Set<Statement> statements = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  void begin(Statement statement) {
    statements.add(statement);
    if (cancelled) {
      statements.remove(statement);
      throw new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", null);
    }
  }

  void end(Statement statement) {
    statements.remove(statement);
  }

  /** Stops what runs, and whatever would begin after it. */
  void cancel() {
    cancelled = true;
    statements.forEach(Running::stop);
  }

  private static void stop(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException alreadyOver) {
      return;
    }
  }

  DuckFailure failed(String sql, SQLException e) {
    return cancelled
        ? new DuckFailure(DuckFailure.Kind.CANCELLED, "It was cancelled.", e)
        : DuckFailure.of(e, sql);
  }
}
