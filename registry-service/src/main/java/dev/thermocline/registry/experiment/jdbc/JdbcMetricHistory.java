package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.jdbc.ReadReplica;
import dev.thermocline.registry.experiment.MetricHistory;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.search.Cursor;
import dev.thermocline.registry.search.Cursors;
import dev.thermocline.registry.search.Page;
import dev.thermocline.registry.search.SortKey;
import dev.thermocline.registry.search.Sql;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Histories, straight from the primary key of {@code metric_point}. */
@Component
class JdbcMetricHistory implements MetricHistory {
  private static final List<SortKey> KEYS =
      List.of(
          SortKey.of("logged_at", Long.class, true),
          SortKey.of("step", Long.class, true),
          SortKey.of("value", Double.class, true));

  /** Cuts the ordered points into as many buckets as wanted and keeps each one's first. */
  private static final String SAMPLE =
      """
      WITH points AS (
        SELECT logged_at, step, value,
               row_number() OVER w - 1 AS place, count(*) OVER () AS total
        FROM metric_point
        WHERE project = ? AND run_id = ? AND key = ? AND step BETWEEN ? AND ?
        WINDOW w AS (ORDER BY step, logged_at, value))
      SELECT logged_at, step, value FROM points
      WHERE total <= ?
         OR place = total - 1
         OR (place = 0 AND ? > 1)
         OR (? > 2 AND place > 0
             AND floor(place * (? - 1)::numeric / nullif(total - 1, 0))
               > floor((place - 1) * (? - 1)::numeric / nullif(total - 1, 0)))
      ORDER BY step, logged_at, value
      """;

  private final JdbcTemplate jdbc;
  private final Cursors cursors;

  JdbcMetricHistory(ReadReplica replica, Cursors cursors) {
    this.jdbc = new JdbcTemplate(replica.source());
    this.cursors = cursors;
  }

  @Override
  public Page<MetricPoint> history(
      Project project, RunId run, String key, int limit, @Nullable String pageToken) {
    String search = "metrics/" + run + "/" + key;
    Cursor cursor = cursors.of(project, search, pageToken, KEYS);
    Sql sql =
        new Sql(
            "SELECT logged_at, step, value FROM metric_point"
                + " WHERE project = ? AND run_id = ? AND key = ?",
            project.name(),
            run.value(),
            key);
    if (cursor != null) {
      // The whole order ascends, so one row comparison starts the index scan in the right place.
      sql.add("AND (logged_at, step, value) > (?, ?, ?)", cursor.values().toArray());
    }
    sql.add("ORDER BY logged_at, step, value LIMIT ?", limit + 1L);
    List<MetricPoint> points =
        jdbc.query(
            sql.text(),
            (row, n) ->
                new MetricPoint(
                    key, row.getDouble(3), Instant.ofEpochMilli(row.getLong(1)), row.getLong(2)),
            sql.arguments());
    if (points.size() <= limit) {
      return new Page<>(points, null);
    }
    MetricPoint last = points.get(limit - 1);
    Cursor next = new Cursor(0, List.of(last.at().toEpochMilli(), last.step(), last.value()));
    return new Page<>(points.subList(0, limit), cursors.token(project, search, next));
  }

  @Override
  public List<MetricPoint> sample(
      Project project, RunId run, String key, int limit, @Nullable Steps steps) {
    return jdbc.query(
        SAMPLE,
        (row, n) ->
            new MetricPoint(
                key, row.getDouble(3), Instant.ofEpochMilli(row.getLong(1)), row.getLong(2)),
        project.name(),
        run.value(),
        key,
        steps == null ? Long.MIN_VALUE : steps.from(),
        steps == null ? Long.MAX_VALUE : steps.to(),
        limit,
        limit,
        limit,
        limit,
        limit);
  }
}
