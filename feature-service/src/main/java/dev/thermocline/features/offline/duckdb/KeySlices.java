package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.RowScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scan in slices of its first join key, in their order. The first row of a slice comes long
 * before the whole would be sorted, and a slice needs little memory. Worth it only where row groups
 * hold neighbours, as those of one day do, so that each is read by one slice; any other scan stays
 * whole. Where it is cut makes no difference to what is read.
 */
final class KeySlices {
  private static final long LEAST_ROWS = 50_000;
  private static final int MOST = 256;
  private static final double MOST_READ_AGAIN = 0.25;
  private static final int MOST_FILES_OPENED = 2_000;

  private KeySlices() {}

  /** Conditions of each slice; one slice without any where the scan stays whole. */
  static List<List<String>> of(DuckSession session, RowScan scan) {
    JoinKey key = scan.entity().joinKeys().getFirst();
    List<Path> files = files(scan);
    if (!canBeCut(scan, key) || files.isEmpty() || files.size() > MOST_FILES_OPENED / 2) {
      return List.of(List.of());
    }
    return conditions(key, cuts(groups(session, key, files), MOST_FILES_OPENED / files.size()));
  }

  private static boolean canBeCut(RowScan scan, JoinKey key) {
    boolean ordered =
        switch (key.type().scalar()) {
          case INT32, INT64, STRING -> !key.type().array();
          case BOOL, FLOAT32, FLOAT64, BYTES, TIMESTAMP -> false;
        };
    long rows = scan.parts().stream().mapToLong(part -> part.snapshot().rows()).sum();
    return ordered
        && rows >= 2 * LEAST_ROWS
        && scan.parts().stream().allMatch(part -> part.snapshot().origin().ownLayout());
  }

  private static List<Path> files(RowScan scan) {
    return scan.parts().stream()
        .flatMap(part -> part.snapshot().files().stream())
        .map(scan::local)
        .toList();
  }

  /**
   * Rows that lie together.
   *
   * @param least their least key, as text
   * @param first its place among all least and greatest keys
   * @param last the place of their greatest key
   */
  record Group(String least, long first, long last, long rows) {}

  /** By their least key; none where one does not say what it holds. */
  private static List<Group> groups(DuckSession session, JoinKey key, List<Path> files) {
    String sql =
        """
        WITH found AS MATERIALIZED (
          SELECT CAST(stats_min_value AS %1$s) AS least, CAST(stats_max_value AS %1$s) AS greatest,
              row_group_num_rows AS n
          FROM parquet_metadata(%2$s) WHERE path_in_schema = %3$s),
        places AS (
          SELECT k, row_number() OVER (ORDER BY k) AS place
          FROM (SELECT least AS k FROM found UNION SELECT greatest FROM found))
        SELECT CAST(least AS VARCHAR), f.place, l.place, n
        FROM found LEFT JOIN places f ON f.k = least LEFT JOIN places l ON l.k = greatest
        ORDER BY least\
        """
            .formatted(Sql.type(key.type()), Sql.files(files), Sql.text(key.name()));
    List<@Nullable Group> groups = new ArrayList<>();
    session.each(
        sql,
        row -> {
          String least = row.getString(1);
          boolean known = least != null && row.getLong(3) > 0;
          groups.add(
              known ? new Group(least, row.getLong(2), row.getLong(3), row.getLong(4)) : null);
        });
    return groups.contains(null) ? List.of() : List.copyOf(groups);
  }

  /** As many cuts as cost little: least keys at which a slice begins. */
  static List<Group> cuts(List<Group> groups, int mostSlices) {
    long rows = groups.stream().mapToLong(Group::rows).sum();
    for (long slices = Math.min(rows / LEAST_ROWS, Math.min(MOST, mostSlices));
        slices > 1;
        slices /= 2) {
      List<Group> cuts = cutsAfter(groups, rows / slices);
      if (readAgain(groups, cuts) <= MOST_READ_AGAIN * rows) {
        return cuts;
      }
    }
    return List.of();
  }

  private static List<Group> cutsAfter(List<Group> groups, long enough) {
    List<Group> cuts = new ArrayList<>();
    Group begin = null;
    long rows = 0;
    for (Group group : groups) {
      if (begin == null) {
        begin = group;
      } else if (rows >= enough && group.first() > begin.first()) {
        cuts.add(group);
        begin = group;
        rows = 0;
      }
      rows += group.rows();
    }
    return cuts;
  }

  /** Rows of groups that lie on both sides of a cut, once for each cut. */
  private static long readAgain(List<Group> groups, List<Group> cuts) {
    long rows = 0;
    for (Group group : groups) {
      for (Group cut : cuts) {
        if (group.first() < cut.first() && cut.first() <= group.last()) {
          rows += group.rows();
        }
      }
    }
    return rows;
  }

  private static List<List<String>> conditions(JoinKey key, List<Group> cuts) {
    List<List<String>> slices = new ArrayList<>();
    List<String> from = List.of();
    for (Group cut : cuts) {
      String place = "CAST(%s AS %s)".formatted(Sql.text(cut.least()), Sql.type(key.type()));
      List<String> slice = new ArrayList<>(from);
      slice.add(Sql.name(key.name()) + " < " + place);
      slices.add(slice);
      from = List.of(Sql.name(key.name()) + " >= " + place);
    }
    slices.add(from);
    return slices;
  }
}
