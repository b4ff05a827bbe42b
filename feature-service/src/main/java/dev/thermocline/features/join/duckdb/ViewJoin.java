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
  private static final String IDENTITY =
      "{'event': f.__event, 'created': f.__created, 'ingest': f.__ingest, 'tie': f.__tie}";

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

  /** A table with a row for each entity row, in their order: the features that it gets. */
  static String table(int number) {
    return "joined" + number;
  }

  /** The same entity rows: their number, and the row of the view that they get, if any. */
  String matched() {
    return "matched_" + table;
  }

  boolean hasCutoff() {
    return scan.view().times().created() != null;
  }

  /**
   * Finds the row of each entity row. The features stay out of it: what is sorted is narrow, and
   * they are read once, for the rows that were found.
   *
   * @param compared whether {@link #countLeaks} comes after it
   */
  String match(boolean loose, boolean compared) {
    return "CREATE TABLE %s AS SELECT p.__n, CASE WHEN %s THEN f.__row END AS __row, f.__event IS NOT NULL AS __seen%s FROM %s"
        .formatted(matched(), fresh(), compared ? ", " + identity() + " AS __id" : "", asof(loose));
  }

  /** Reads the features of the rows that were found. */
  String fetch() {
    String features = Sql.names(view.features().stream().map(Output::feature).distinct().toList());
    return "CREATE TABLE %s AS SELECT %s FROM %s m LEFT JOIN (%s) f ON m.__row = f.__row ORDER BY m.__n"
        .formatted(table, features, matched(), ScanSql.fields(scan));
  }

  /**
   * Counts the entity rows to which Feast's semantics would give another row than the exact ones,
   * after one of both was matched.
   */
  String countLeaks(boolean loose) {
    return """
    SELECT count(*) FROM %s m JOIN (SELECT p.__n, %s AS __id FROM %s) o USING (__n)
    WHERE m.__id IS DISTINCT FROM o.__id
    """
        .formatted(matched(), identity(), asof(!loose));
  }

  private String identity() {
    return "CASE WHEN %s THEN %s END".formatted(fresh(), IDENTITY);
  }

  private String asof(boolean loose) {
    String keys =
        scan.entity().joinKeys().stream().map(this::equal).collect(Collectors.joining(" AND "));
    return "%s p ASOF LEFT JOIN (%s) f ON %s AND p.__t >= f.__available"
        .formatted(EntityRows.TABLE, candidates(loose), keys);
  }

  private String equal(JoinKey key) {
    return "p." + probes.key(key) + " = f." + Sql.name(key.name());
  }

  private String candidates(boolean loose) {
    String available = loose ? "__event" : "greatest(__event, coalesce(__created, __event))";
    String with = "SELECT *, " + available + " AS __available FROM (" + ScanSql.order(scan) + ")";
    if (inOrder()) {
      return with;
    }
    String keys = Sql.names(scan.entity().keyNames());
    if (loose || !hasCutoff()) {
      return "%s QUALIFY row_number() OVER (PARTITION BY %s, __event ORDER BY %s) = 1"
          .formatted(with, keys, ScanSql.NEWEST_FIRST + ", __row");
    }
    return """
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY %1$s ORDER BY %2$s) AS __rank FROM (%3$s))
    QUALIFY __rank = max(__rank) OVER (PARTITION BY %1$s ORDER BY __available
      RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    """
        .formatted(keys, ScanSql.OLDEST_FIRST + ", __row DESC", with);
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
