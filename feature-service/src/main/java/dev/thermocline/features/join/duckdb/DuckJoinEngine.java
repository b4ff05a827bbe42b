package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.duckdb.DuckFailure;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.SourceFile;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.join.JoinReport;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Joins with DuckDB's ASOF join. */
public final class DuckJoinEngine implements JoinEngine {
  private final DuckSessions sessions;

  public DuckJoinEngine(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public JoinResult run(JoinTask task, Progress progress) {
    try (DuckSession session = sessions.open()) {
      return new Run(session, task, progress).run();
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, task.format().name());
    }
  }

  @Override
  public TimeRange moments(Path entityRows, Format format, String eventTime) {
    try (DuckSession session = sessions.open()) {
      return EntityRows.moments(session, entityRows, format, eventTime);
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, format.name());
    }
  }

  @Override
  public void knownMoments(
      List<RowScan> views, TimeRange range, String eventTime, Path entityRows) {
    String keys = Sql.names(views.getFirst().entity().keyNames());
    String rows =
        views.stream()
            .map(v ->
                "SELECT %s, greatest(__event, coalesce(__created, __event)) AS __moment FROM (%s)"
                    .formatted(keys, ScanSql.of(v)))
            .collect(Collectors.joining(" UNION ALL "));
    try (DuckSession session = sessions.open()) {
      session.run(
          "COPY (SELECT DISTINCT %1$s, __moment AS %2$s FROM (%3$s) WHERE __moment >= make_timestamp(%4$d) AND __moment < make_timestamp(%5$d) ORDER BY %1$s, %2$s) TO %6$s %7$s"
              .formatted(
                  keys,
                  Sql.name(eventTime),
                  rows,
                  range.from(),
                  range.to(),
                  Sql.text(entityRows.toString()),
                  Sql.PARQUET));
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, Format.PARQUET.name());
    }
  }

  /** One join on one session. */
  private static final class Run {
    private final DuckSession session;
    private final JoinTask task;
    private final Progress progress;
    private final int steps;
    private int step;

    Run(DuckSession session, JoinTask task, Progress progress) {
      this.session = session;
      this.task = task;
      this.progress = progress;
      this.steps = 3 + task.views().size();
    }

    JoinResult run() {
      next();
      EntityRows probes = EntityRows.load(session, task);
      List<ViewReport> reports = new ArrayList<>();
      for (int i = 0; i < task.views().size(); i++) {
        next();
        reports.add(join(probes, i));
      }
      next();
      OnDemandColumns.compute(session, task, probes);
      next();
      return result(probes, reports);
    }

    private void next() {
      progress.at(step++, steps, session::cancel);
    }

    private ViewReport join(EntityRows probes, int i) {
      ViewJoin join = new ViewJoin(task.views().get(i), probes, i);
      boolean compared = task.leakage() && join.hasCutoff();
      session.run(join.match(task.loose(), compared));
      long[] counts =
          session.first(
              "SELECT count(__row), count(*) FILTER (__row IS NULL AND __seen) FROM "
                  + join.matched(),
              row -> new long[] {row.getLong(1), row.getLong(2)});
      long leaked = task.leakage() ? 0 : -1;
      if (compared) {
        leaked = session.number(join.countLeaks(task.loose()));
      }
      session.run(join.fetch());
      session.run("DROP TABLE " + join.matched());
      return new ViewReport(
          task.views().get(i).scan().view().name(), counts[0], counts[1], join.hasCutoff(), leaked);
    }

    private JoinResult result(EntityRows probes, List<ViewReport> reports) {
      String rows = rows(probes);
      String digest =
          session
              .<String>beside(
                  List.of(
                      writing -> written(writing, rows), reading -> RowDigest.of(reading, rows)))
              .getLast();
      try {
        return new JoinResult(
            probes.count(),
            Files.size(task.result()),
            digest,
            session.list(
                "DESCRIBE " + rows,
                row -> new JoinReport.Column(row.getString(1), Sql.word(row.getString(2)))),
            reports);
      } catch (IOException e) {
        throw new UncheckedIOException("The result of a join cannot be read", e);
      }
    }

    private String written(DuckSession writing, String rows) {
      String file = Sql.text(task.result().toString());
      writing.run("COPY (%s) TO %s %s".formatted(rows, file, Sql.PARQUET));
      return file;
    }

    // Every table has a row for each entity row, in their order.
    private String rows(EntityRows probes) {
      List<String> columns = new ArrayList<>();
      probes.columns().forEach(c -> columns.add("p." + Sql.name(c)));
      StringBuilder from = new StringBuilder(EntityRows.TABLE + " p");
      List<Placed> placed = new ArrayList<>();
      for (int i = 0; i < task.views().size(); i++) {
        String alias = ViewJoin.table(i);
        from.append(" POSITIONAL JOIN ").append(alias);
        for (Output output : task.views().get(i).features()) {
          placed.add(
              new Placed(
                  output.position(),
                  alias + "." + Sql.name(output.feature()) + " AS " + Sql.name(output.column())));
        }
      }
      placed.stream()
          .sorted(java.util.Comparator.comparingInt(Placed::position))
          .forEach(p -> columns.add(p.sql()));
      if (!task.expressions().isEmpty()) {
        from.append(" POSITIONAL JOIN ").append(OnDemandColumns.TABLE);
        task.expressions()
            .forEach(e -> columns.add(OnDemandColumns.TABLE + "." + Sql.name(e.column())));
      }
      return "SELECT %s FROM %s".formatted(String.join(", ", columns), from);
    }
  }

  private record Placed(int position, String sql) {}
}
