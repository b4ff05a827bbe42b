package dev.thermocline.features.transform.duckdb;

import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Text;
import dev.thermocline.features.duckdb.DuckFailure;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.SourceFile;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.transform.TransformEngine;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs statements in a DuckDB that is closed to everything but their inputs. */
public final class DuckTransformEngine implements TransformEngine {
  private final DuckSessions sessions;

  public DuckTransformEngine(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void check(String sql) {
    try (DuckSession session = sessions.open()) {
      // Only what is a SELECT can be written as JSON, and nothing is run to find out.
      String parsed =
          session.first(
              "SELECT json_serialize_sql(" + Sql.text(sql) + ")::VARCHAR", row -> row.getString(1));
      String count =
          session.first(
              "SELECT json_array_length("
                  + Sql.text(parsed)
                  + ", '$.statements')::VARCHAR || json_extract_string("
                  + Sql.text(parsed)
                  + ", '$.error')",
              row -> {
                String value = row.getString(1);
                return value == null ? "" : value;
              });
      if (!count.equals("1false")) {
        throw ThermoclineException.invalid(
            "sql: it must be one SELECT that can be read. %s"
                .formatted(Text.shown(message(session, parsed))));
      }
    } catch (DuckFailure e) {
      throw refusal(e);
    }
  }

  private static String message(DuckSession session, String parsed) {
    return session.first(
        "SELECT coalesce(json_extract_string(" + Sql.text(parsed) + ", '$.error_message'), '')",
        row -> row.getString(1));
  }

  @Override
  public void run(Statement statement, Path result) {
    check(statement.sql());
    List<Path> allowed = new ArrayList<>();
    statement.views().values().forEach(scan -> allowed.addAll(scan.files().values()));
    statement.files().values().forEach(raw -> allowed.addAll(raw.files()));
    allowed.add(result);
    try (DuckSession session =
        sessions.openSandbox(allowed, fresh -> defineInputs(fresh, statement))) {
      String sql = statement.sql().strip().replaceAll(";+$", "");
      within(
          session,
          statement,
          "COPY (\n%s\n) TO %s (FORMAT parquet)".formatted(sql, Sql.text(result.toString())));
    } catch (DuckFailure e) {
      throw refusal(e);
    }
  }

  private static void defineInputs(DuckSession session, Statement statement) {
    statement
        .views()
        .forEach(
            (name, scan) -> session.run("CREATE VIEW " + Sql.name(name) + " AS " + readable(scan)));
    statement
        .files()
        .forEach((name, raw) ->
            session.run(
                "CREATE VIEW %s AS SELECT * FROM %s".formatted(Sql.name(name), reading(raw))));
  }

  // Every row is looked at before the types of CSV are settled.
  private static String reading(Raw raw) {
    String files = Sql.files(raw.files());
    return raw.format() == Format.CSV
        ? "read_csv(%s, header = true, delim = ',', quote = '\"', escape = '\"', sample_size = -1, hive_partitioning = false, union_by_name = true)"
            .formatted(files)
        : "read_parquet(%s, hive_partitioning = false, union_by_name = true)".formatted(files);
  }

  /** A view with its own columns alone. */
  private static String readable(RowScan scan) {
    FeatureView view = scan.view();
    List<String> columns = new ArrayList<>();
    scan.entity().keyNames().forEach(k -> columns.add(Sql.name(k)));
    columns.add("__event AS " + Sql.name(view.times().event()));
    if (view.times().created() != null) {
      columns.add("__created AS " + Sql.name(view.times().created()));
    }
    view.fields().forEach(f -> columns.add(Sql.name(f.name())));
    return "SELECT %s FROM (%s)".formatted(String.join(", ", columns), ScanSql.of(scan));
  }

  private static void within(DuckSession session, Statement statement, String sql) {
    CountDownLatch done = new CountDownLatch(1);
    AtomicBoolean late = new AtomicBoolean();
    Thread watch =
        Thread.ofVirtual()
            .name("statement-limit")
            .start(() -> {
              try {
                if (!done.await(statement.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                  late.set(true);
                  session.cancel();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      session.run(sql);
    } catch (DuckFailure e) {
      if (late.get()) {
        throw new ThermoclineException(
            ErrorKind.UNPROCESSABLE,
            "The statement took longer than %d seconds and was stopped. Read less, or raise thermocline.offline.statement-limit."
                .formatted(statement.limit().toSeconds()),
            e);
      }
      throw e;
    } finally {
      done.countDown();
      watch.interrupt();
    }
  }

  private static ThermoclineException refusal(DuckFailure e) {
    return e.kind() == DuckFailure.Kind.INPUT
        ? new ThermoclineException(
            ErrorKind.UNPROCESSABLE,
            "The statement does not run: " + SourceFile.withoutPaths(e.reason()),
            e)
        : SourceFile.refusal(e, "sql");
  }
}
