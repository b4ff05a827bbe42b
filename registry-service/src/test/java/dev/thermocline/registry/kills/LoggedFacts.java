package dev.thermocline.registry.kills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What of batches and runs the database has, read past the registry. */
final class LoggedFacts {
  private final JdbcTemplate jdbc;
  private final Map<Long, Integer> points = new HashMap<>();
  private final Map<Long, Integer> params = new HashMap<>();
  private final Map<Long, Integer> tags = new HashMap<>();

  /** Reads all that has a number above the given one. */
  LoggedFacts(JdbcTemplate jdbc, long above) {
    this.jdbc = jdbc;
    count(
        points,
        "SELECT logged_at, count(*) FROM metric_point WHERE logged_at > ? AND key LIKE 'm%'"
            + " GROUP BY logged_at",
        above);
    String keys =
        """
        SELECT number, count(*) FROM (
          SELECT CASE WHEN key ~ '^[0-9]+-' THEN split_part(key, '-', 1)::bigint END AS number
          FROM %s) k
        WHERE number > ? GROUP BY number
        """;
    count(params, keys.formatted("run_param"), above);
    count(tags, keys.formatted("run_tag"), above);
  }

  private void count(Map<Long, Integer> into, String statement, long above) {
    jdbc.query(
        statement,
        row -> {
          into.put(row.getLong(1), row.getInt(2));
        },
        above);
  }

  boolean isWhole(LoggedBatch batch) {
    int entries = batch.metricsOnly() ? 0 : LoggedBatch.ENTRIES;
    return points.getOrDefault(batch.number(), 0) == LoggedBatch.METRICS
        && params.getOrDefault(batch.number(), 0) == entries
        && tags.getOrDefault(batch.number(), 0) == entries;
  }

  boolean isAbsent(LoggedBatch batch) {
    return !points.containsKey(batch.number())
        && !params.containsKey(batch.number())
        && !tags.containsKey(batch.number());
  }

  /** Metrics whose newest point is another than the greatest by step, time and value. */
  List<String> wrongNewest() {
    return jdbc.query(
        """
        SELECT m.run_id || ' ' || m.key FROM (
          SELECT DISTINCT ON (project, run_id, key) project, run_id, key, step, logged_at, value
          FROM metric_point WHERE key LIKE 'm%'
          ORDER BY project, run_id, key, step DESC, logged_at DESC, value DESC) m
        LEFT JOIN latest_metric l USING (project, run_id, key)
        WHERE (l.step, l.logged_at, l.value) IS DISTINCT FROM (m.step, m.logged_at, m.value)
        """,
        (row, n) -> row.getString(1));
  }

  /**
   * For each attempt at a run: how many runs have its tag, and how many of their tags are there.
   */
  List<String> wrongRuns(List<Long> attempted, List<Long> created) {
    Map<Long, Integer> runs = new HashMap<>();
    Map<Long, Integer> parts = new HashMap<>();
    jdbc.query(
        """
        SELECT t.value::bigint, count(DISTINCT r.run_id), count(p.key)
        FROM run_tag t LEFT JOIN run r USING (project, run_id)
        LEFT JOIN run_tag p ON p.project = r.project AND p.run_id = r.run_id
          AND p.value = t.value AND p.key IN ('attempt', 'a', 'b')
        WHERE t.key IN ('attempt', 'a', 'b') GROUP BY t.value, t.key
        """,
        row -> {
          runs.put(row.getLong(1), row.getInt(2));
          parts.merge(row.getLong(1), row.getInt(3), Math::min);
        });
    List<String> wrong = new ArrayList<>();
    for (long attempt : attempted) {
      int there = runs.getOrDefault(attempt, 0);
      if (there > 1 || (there == 1 && parts.getOrDefault(attempt, 0) != 3)) {
        wrong.add("attempt " + attempt + " made " + there + " runs, one of them not whole");
      }
      if (there == 0 && created.contains(attempt)) {
        wrong.add("attempt " + attempt + " was acknowledged and is lost");
      }
    }
    return wrong;
  }
}
