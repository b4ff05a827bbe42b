package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.duckdb.ArrowFiles;
import dev.thermocline.features.duckdb.DuckFailure;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.SourceFile;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks and writes files of rows with DuckDB. */
public final class DuckRowFiles implements RowFiles {
  private static final String TABLE = "taken";
  private static final int MOST_DAYS = 20_000;

  private final DuckSessions sessions;
  private final long memory;

  /**
   * @param memory what a record batch of Arrow may take, in bytes
   */
  public DuckRowFiles(DuckSessions sessions, long memory) {
    this.sessions = sessions;
    this.memory = memory;
  }

  @Override
  public <T> Written<T> write(Source source, Taker<T> taker) {
    try (DuckSession session = sessions.open()) {
      return written(session, readable(session, source), taker);
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, source.format().name());
    }
  }

  private Source readable(DuckSession session, Source source) {
    SourceFile.check(source.file(), source.format());
    if (source.format() != Format.ARROW) {
      return source;
    }
    Path parquet = session.folder().resolve("arrow.parquet");
    ArrowFiles.toParquet(session, source.file(), parquet, memory);
    return new Source(parquet, Format.PARQUET, source.view(), source.entity(), source.now());
  }

  private static <T> Written<T> written(DuckSession session, Source source, Taker<T> taker) {
    SourceTable table =
        new SourceTable(
            session,
            SourceFile.reading(source.file(), source.format()),
            source.format() == Format.CSV,
            source.view(),
            source.entity());
    table.refuseBadRows(source.now());
    Columns columns = new Columns(source.view(), source.entity());
    session.run(
        // The day is that of the converted time: in a text it is its zone's, and not that of UTC.
        "CREATE TABLE %s AS SELECT *, 0::INTEGER AS __tie, CAST(%s AS DATE) AS __day FROM (SELECT %s FROM %s) ORDER BY __day, %s"
            .formatted(
                TABLE, columns.event(), table.columns(), table.from(), columns.oldestFirst()));
    Order order = orderOfSorted(session, columns);
    if (order.ties() > 0) {
      new TieBreaker(session, source.view()).rank(TABLE, columns.identity());
    }
    return new Written<>(taken(session, columns, taker), order.increasing(), table.ignored());
  }

  private static <T> List<T> taken(DuckSession session, Columns columns, Taker<T> taker) {
    List<LocalDate> days = new ArrayList<>();
    List<FileRange> ranges = new ArrayList<>();
    session.each(
        "SELECT %s, __day::VARCHAR FROM %s GROUP BY __day ORDER BY __day"
            .formatted(columns.range(), TABLE),
        row -> {
          ranges.add(range(row));
          days.add(LocalDate.parse(row.getString(6)));
        });
    if (days.size() > MOST_DAYS) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The rows are of %d days; one file may have rows of %d. Send it in parts."
              .formatted(days.size(), MOST_DAYS));
    }
    taker.expect(ranges);
    List<Function<DuckSession, T>> copies = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      DatedFile file =
          new DatedFile(
              days.get(i), session.folder().resolve("part-" + i + ".parquet"), ranges.get(i));
      copies.add(own -> taken(own, file, taker));
    }
    // A day seldom has rows enough to keep more than one thread busy, and a taker waits.
    return session.beside(copies);
  }

  private static <T> T taken(DuckSession session, DatedFile file, Taker<T> taker) {
    session.run(
        "COPY (SELECT * EXCLUDE (__day) FROM %s WHERE __day = DATE %s) TO %s %s"
            .formatted(
                TABLE,
                Sql.text(file.day().toString()),
                Sql.text(file.path().toString()),
                Sql.PARQUET));
    T taken = taker.take(file);
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return taken;
  }

  /**
   * As {@link #order}, of the table that is sorted by day, entity and time. Rows that tie lie
   * beside each other there, so one look at each row's neighbour finds them without another sort.
   * Where every row was known at its event, that is all there is to know.
   */
  private static Order orderOfSorted(DuckSession session, Columns columns) {
    String neighbours =
        columns.identityColumns().stream()
            .map(c -> c + " IS NOT DISTINCT FROM lag(" + c + ") OVER ()")
            .collect(Collectors.joining(" AND "));
    long ties =
        session.number(
            "SELECT count(*) FILTER (same) FROM (SELECT row_number() OVER () > 1 AND %s AS same FROM %s)"
                .formatted(neighbours, TABLE));
    if (columns.view().times().created() == null) {
      return new Order(ties, ties == 0);
    }
    return new Order(ties, ties == 0 && order(session, TABLE, columns).increasing());
  }

  @Override
  public Inspected inspect(List<Path> files, FeatureView view, Entity entity, Instant now) {
    try (DuckSession session = sessions.open()) {
      Columns columns = new Columns(view, entity);
      List<FileRange> ranges = new ArrayList<>();
      List<String> ignored = List.of();
      for (Path file : files) {
        SourceFile.check(file, Format.PARQUET);
        SourceTable table =
            new SourceTable(session, SourceFile.reading(file, Format.PARQUET), false, view, entity);
        table.refuseBadRows(now);
        ignored = table.ignored();
        ranges.add(
            session.first(
                "SELECT %s FROM (SELECT %s FROM %s)"
                    .formatted(columns.range(), table.columns(), table.from()),
                DuckRowFiles::range));
      }
      String all = "read_parquet(" + Sql.files(files) + ", hive_partitioning = false)";
      SourceTable whole = new SourceTable(session, all, false, view, entity);
      Order order = order(session, "(SELECT " + whole.columns() + " FROM " + all + ")", columns);
      if (order.ties() > 0) {
        throw new ThermoclineException(
            ErrorKind.UNPROCESSABLE,
            "%d rows have the same entity and times as another, so it is not plain which is newer. Ingest the files instead: ingestion puts such rows in order."
                .formatted(order.ties()));
      }
      return new Inspected(ranges, order.increasing(), ignored);
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, "PARQUET");
    }
  }

  private static FileRange range(ResultSet row) throws SQLException {
    return new FileRange(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
  }

  /** One pass in the order of each entity's events tells ties and rows that became known late. */
  private static Order order(DuckSession session, String table, Columns columns) {
    return session.first(
        """
        SELECT count(*) FILTER (e = pe AND c IS NOT DISTINCT FROM pc),
          count(*) FILTER (e = pe OR a <= pa)
        FROM (SELECT e, c, a, lag(e) OVER w AS pe, lag(c) OVER w AS pc, lag(a) OVER w AS pa
          FROM (SELECT %s, %s AS e, %s AS c, %s AS a FROM %s)
          WINDOW w AS (PARTITION BY %s ORDER BY e, c NULLS FIRST))
        """
            .formatted(
                columns.keys(),
                columns.event(),
                columns.created(),
                columns.available(),
                table,
                columns.keys()),
        row -> new Order(row.getLong(1), row.getLong(2) == 0));
  }

  private record Order(long ties, boolean increasing) {}

  /** Names of a view's columns as SQL. */
  private record Columns(FeatureView view, Entity entity) {
    String keys() {
      return Sql.names(entity.keyNames());
    }

    String event() {
      return Sql.name(view.times().event());
    }

    String created() {
      return view.times().created() == null ? "NULL::TIMESTAMP" : Sql.name(view.times().created());
    }

    String available() {
      return view.times().created() == null
          ? event()
          : "greatest(" + event() + ", coalesce(" + created() + ", " + event() + "))";
    }

    String oldestFirst() {
      return view.times().created() == null
          ? keys() + ", " + event()
          : keys() + ", " + event() + ", " + created() + " NULLS FIRST";
    }

    /** What rows have in common that only their content can put in order. */
    String identity() {
      return String.join(", ", identityColumns());
    }

    List<String> identityColumns() {
      List<String> names = new ArrayList<>(entity.keyNames().stream().map(Sql::name).toList());
      names.add(event());
      if (view.times().created() != null) {
        names.add(created());
      }
      return names;
    }

    String range() {
      return "count(*), min(epoch_us(%1$s)), max(epoch_us(%1$s)), min(epoch_us(%2$s)), max(epoch_us(%2$s))"
          .formatted(event(), available());
    }
  }
}
