package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.duckdb.DuckFailure;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.SourceFile;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
      session.run(
          "COPY (%s) TO %s (FORMAT parquet)"
              .formatted(result(probes), Sql.text(task.result().toString())));
      return result(probes.count(), reports);
    }

    private void next() {
      progress.at(step++, steps, session::cancel);
    }

    private ViewReport join(EntityRows probes, int i) {
      ViewJoin join = new ViewJoin(task.views().get(i), probes, i);
      session.run(join.create(task.loose()));
      long[] counts =
          session.first(
              "SELECT count(*) FILTER (__found), count(*) FILTER (NOT __found AND __seen) FROM "
                  + join.table(),
              row -> new long[] {row.getLong(1), row.getLong(2)});
      long leaked = -1;
      if (task.leakage()) {
        leaked = join.hasCutoff() ? session.number(join.countLeaks()) : 0;
      }
      return new ViewReport(
          task.views().get(i).scan().view().name(), counts[0], counts[1], join.hasCutoff(), leaked);
    }

    private String result(EntityRows probes) {
      List<String> columns = new ArrayList<>();
      probes.columns().forEach(c -> columns.add("p." + Sql.name(c)));
      StringBuilder from = new StringBuilder(EntityRows.TABLE + " p");
      List<Placed> placed = new ArrayList<>();
      for (int i = 0; i < task.views().size(); i++) {
        String alias = ViewJoin.table(i);
        from.append(" JOIN ").append(alias).append(" USING (__n)");
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
        from.append(" JOIN ").append(OnDemandColumns.TABLE).append(" USING (__n)");
        task.expressions()
            .forEach(e -> columns.add(OnDemandColumns.TABLE + "." + Sql.name(e.column())));
      }
      return "SELECT %s FROM %s ORDER BY p.__n".formatted(String.join(", ", columns), from);
    }

    private JoinResult result(long rows, List<ViewReport> reports) {
      try {
        return new JoinResult(
            rows, Files.size(task.result()), RowDigest.of(session, task.result()), reports);
      } catch (IOException e) {
        throw new UncheckedIOException("The result of a join cannot be read", e);
      }
    }
  }

  private record Placed(int position, String sql) {}
}
