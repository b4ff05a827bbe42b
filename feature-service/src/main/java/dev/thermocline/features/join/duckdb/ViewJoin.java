package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.duckdb.ScanSql;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.Output;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.VisiblePart;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The join of one view. DuckDB's ASOF join takes one inequality where exactness asks for two, of
 * event and created time. So each row gets the moment from which it was available, the greater of
 * both; rows that were already superseded when they became available can never be the answer and
 * are left out; of the rest the last one available is the newest one known.
 */
final class ViewJoin {
  /** What tells one row of an entity from another. */
  private static final String IDENTITY = "(__event, __created, __ingest, __tie)";

  private final JoinView view;
  private final RowScan scan;
  private final EntityRows probes;
  private final String table;

  ViewJoin(JoinView view, EntityRows probes, int number) {
    this.view = view;
    this.scan = view.scan();
    this.probes = probes;
    this.table = table(number);
  }

  static String table(int number) {
    return "joined" + number;
  }

  String table() {
    return table;
  }

  boolean hasCutoff() {
    return scan.view().times().created() != null;
  }

  /** Makes a table with a row for each entity row: its number, and the features that it gets. */
  String create(boolean loose) {
    List<String> features =
        view.features().stream()
            .map(Output::feature)
            .distinct()
            .map(f -> "CASE WHEN " + fresh() + " THEN f." + Sql.name(f) + " END AS " + Sql.name(f))
            .toList();
    String columns = features.isEmpty() ? "" : ", " + String.join(", ", features);
    return "CREATE TEMP TABLE %s AS SELECT p.__n, coalesce(%s, false) AS __found, f.__event IS NOT NULL AS __seen%s FROM %s"
        .formatted(table, fresh(), columns, asof(loose, ScanSql.of(scan)));
  }

  /**
   * Counts the entity rows to which Feast's semantics would give another row than the exact ones.
   */
  String countLeaks() {
    String narrow =
        ScanSql.of(
            new RowScan(
                scan.view(),
                scan.entity(),
                scan.schemas(),
                scan.parts(),
                scan.files(),
                java.util.Set.of()));
    String identity = "CASE WHEN %s THEN %s END".formatted(fresh(), IDENTITY.replace("__", "f.__"));
    return """
    SELECT count(*) FROM
      (SELECT p.__n, %1$s AS id FROM %2$s) e JOIN (SELECT p.__n, %1$s AS id FROM %3$s) l USING (__n)
    WHERE e.id IS DISTINCT FROM l.id
    """
        .formatted(identity, asof(false, narrow), asof(true, narrow));
  }

  private String asof(boolean loose, String rows) {
    String keys =
        scan.entity().joinKeys().stream().map(this::equal).collect(Collectors.joining(" AND "));
    return "%s p ASOF LEFT JOIN (%s) f ON %s AND p.__t >= f.__available"
        .formatted(EntityRows.TABLE, candidates(loose, rows), keys);
  }

  private String equal(JoinKey key) {
    return "p." + probes.key(key) + " = f." + Sql.name(key.name());
  }

  private String candidates(boolean loose, String rows) {
    String available = loose ? "__event" : "greatest(__event, coalesce(__created, __event))";
    String with = "SELECT *, " + available + " AS __available FROM (" + rows + ")";
    if (inOrder()) {
      return with;
    }
    String keys = Sql.names(scan.entity().keyNames());
    if (loose || !hasCutoff()) {
      return "%s QUALIFY row_number() OVER (PARTITION BY %s, __event ORDER BY %s) = 1"
          .formatted(with, keys, ScanSql.NEWEST_FIRST);
    }
    return """
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY %1$s ORDER BY %2$s) AS __rank FROM (%3$s))
    QUALIFY __rank = max(__rank) OVER (PARTITION BY %1$s ORDER BY __available
      RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    """
        .formatted(keys, ScanSql.OLDEST_FIRST, with);
  }

  /** Whether no row was superseded when it became available: then every row may be an answer. */
  private boolean inOrder() {
    List<VisiblePart> parts =
        scan.parts().stream()
            .sorted(Comparator.comparingLong(p -> least(p, SnapshotFile::leastEvent)))
            .toList();
    for (int i = 0; i < parts.size(); i++) {
      VisiblePart part = parts.get(i);
      if (!part.snapshot().origin().ordered()) {
        return false;
      }
      if (i > 0 && !follows(parts.get(i - 1), part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean follows(VisiblePart before, VisiblePart after) {
    return greatest(before, SnapshotFile::greatestEvent) < least(after, SnapshotFile::leastEvent)
        && greatest(before, SnapshotFile::greatestAvailable)
            < least(after, SnapshotFile::leastAvailable);
  }

  private static long least(
      VisiblePart part, java.util.function.ToLongFunction<SnapshotFile> time) {
    return part.snapshot().files().stream().mapToLong(time).min().orElse(Long.MIN_VALUE);
  }

  private static long greatest(
      VisiblePart part, java.util.function.ToLongFunction<SnapshotFile> time) {
    return part.snapshot().files().stream().mapToLong(time).max().orElse(Long.MAX_VALUE);
  }

  private String fresh() {
    Duration ttl = scan.view().times().ttl();
    return ttl == null
        ? "f.__event IS NOT NULL"
        : "epoch_us(f.__event) >= epoch_us(p.__t) - " + ttl.toNanos() / 1000;
  }
}
