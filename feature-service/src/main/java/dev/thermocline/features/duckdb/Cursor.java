package dev.thermocline.features.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows of a statement that runs, as they come. */
final class Cursor implements AutoCloseable {
  private final String sql;
  private final Statement statement;
  private final ResultSet rows;
  private final Running running;

  Cursor(String sql, Statement statement, ResultSet rows, Running running) {
    this.sql = sql;
    this.statement = statement;
    this.rows = rows;
    this.running = running;
  }

  void each(DuckSession.RowVisitor reader) {
    try {
      while (rows.next()) {
        reader.visit(rows);
      }
    } catch (SQLException e) {
      throw running.failed(sql, e);
    }
  }

  @Override
  public void close() {
    running.end(statement);
    try (statement) {
      rows.close();
    } catch (SQLException e) {
      throw running.failed(sql, e);
    }
  }
}
