package dev.thermocline.features.compact.duckdb;

import dev.thermocline.features.compact.CompactFiles;
import dev.thermocline.features.compact.CompactionSettings;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowFiles.FileRange;
import dev.thermocline.features.offline.RowScan;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Writes compacted files with DuckDB. */
@Component
@EnableConfigurationProperties(CompactionSettings.class)
class DuckCompactFiles implements CompactFiles {
  private final DuckSessions sessions;

  DuckCompactFiles(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public <T> T write(RowScan scan, int schema, Taker<T> taker) {
    try (DuckSession session = sessions.open()) {
      session.run("CREATE TEMP TABLE rows AS " + ScanSql.of(scan));
      List<LocalDate> days =
          session.list(
              "SELECT DISTINCT CAST(__event AS DATE)::VARCHAR AS day FROM rows ORDER BY day",
              row -> LocalDate.parse(row.getString(1)));
      List<DatedFile> files = new ArrayList<>();
      for (LocalDate day : days) {
        files.add(write(session, scan, schema, day));
      }
      return taker.take(files);
    }
  }

  private static DatedFile write(DuckSession session, RowScan scan, int schema, LocalDate day) {
    Path file = session.folder().resolve(day + ".parquet");
    String some = "FROM rows WHERE CAST(__event AS DATE) = DATE " + Sql.text(day.toString());
    String keys = Sql.names(scan.entity().keyNames());
    session.run(
        "COPY (SELECT %s %s ORDER BY %s, %s) TO %s %s"
            .formatted(
                columns(scan, schema),
                some,
                keys,
                ScanSql.OLDEST_FIRST,
                Sql.text(file.toString()),
                Sql.PARQUET));
    FileRange range =
        session.first(
            """
            SELECT count(*), min(epoch_us(__event)), max(epoch_us(__event)),
              min(epoch_us(greatest(__event, coalesce(__created, __event)))),
              max(epoch_us(greatest(__event, coalesce(__created, __event)))) %s
            """
                .formatted(some),
            row ->
                new FileRange(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)));
    return new DatedFile(day, file, range);
  }

  private static String columns(RowScan scan, int schema) {
    FeatureView.Times times = scan.view().times();
    List<String> columns =
        new ArrayList<>(scan.entity().keyNames().stream().map(Sql::name).toList());
    columns.add("__event AS " + Sql.name(times.event()));
    String created = times.created();
    if (created != null) {
      columns.add("__created AS " + Sql.name(created));
    }
    for (ViewSchema.Column column : scan.schema(schema).columns()) {
      columns.add(Sql.name(column.name()));
    }
    columns.add("__ingest, __snapshot, __tie");
    return String.join(", ", columns);
  }
}
