package dev.thermocline.record.job.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.JobStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

final class JdbcJobStore implements JobStore {
  private final JdbcClient jdbc;

  JdbcJobStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void add(Job job, @Nullable String requestId) {
    jdbc.sql(
            """
            insert into job (id, project, kind, request, state, requested_by, requested_at,
              updated_at, request_id)
            values (:id, :project, :kind, :request, 'QUEUED', :by, :at, :at, :requestId)
            """)
        .param("id", job.id())
        .param("project", job.project().name())
        .param("kind", job.kind())
        .param("request", job.request())
        .param("by", job.requestedBy())
        .param("at", sql(job.requestedAt()))
        .param("requestId", requestId)
        .update();
  }

  @Override
  public Optional<Job> find(UUID id) {
    return jdbc.sql("select * from job where id = :id")
        .param("id", id)
        .query(JdbcJobStore::job)
        .optional();
  }

  @Override
  public List<Job> list(
      Project project, String kind, int atMost, @Nullable Instant before, @Nullable UUID after) {
    String position =
        before == null
            ? ""
            : " and (requested_at < :before or requested_at = :before and id > :after)";
    return jdbc.sql(
            "select * from job where project = :project and kind = :kind"
                + position
                + " order by requested_at desc, id limit :atMost")
        .param("project", project.name())
        .param("kind", kind)
        .param("before", before == null ? null : sql(before))
        .param("after", after)
        .param("atMost", atMost)
        .query(JdbcJobStore::job)
        .list();
  }

  @Override
  public Optional<Job> begin(UUID id, Instant now) {
    return jdbc.sql(
            """
            update job set state = 'RUNNING', attempts = attempts + 1, started_at = :now,
              updated_at = :now, done = 0
            where id = :id and state in ('QUEUED', 'RUNNING') and not cancel_requested
            returning *
            """)
        .param("id", id)
        .param("now", sql(now))
        .query(JdbcJobStore::job)
        .optional();
  }

  @Override
  public boolean progress(
      UUID id, long done, @Nullable Long total, @Nullable String note, Instant now) {
    return jdbc.sql(
            """
            update job set done = :done, total = :total, note = :note, updated_at = :now
            where id = :id and state = 'RUNNING' returning cancel_requested
            """)
        .param("done", done)
        .param("total", total)
        .param("note", note)
        .param("now", sql(now))
        .param("id", id)
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  @Override
  public void end(UUID id, Ending ending, Instant now) {
    jdbc.sql(
            """
            update job set state = :state, failure_code = :code, failure = :failure,
              result = :result, updated_at = :now, finished_at = :now
            where id = :id and state in ('QUEUED', 'RUNNING')
            """)
        .param("state", ending.state().name())
        .param("code", ending.failureCode())
        .param("failure", ending.failure())
        .param("result", ending.result())
        .param("now", sql(now))
        .param("id", id)
        .update();
  }

  @Override
  public void putBack(UUID id, Instant now) {
    jdbc.sql(
            "update job set state = 'QUEUED', updated_at = :now where id = :id and state = 'RUNNING'")
        .param("now", sql(now))
        .param("id", id)
        .update();
  }

  @Override
  public void cancel(UUID id, Instant now) {
    jdbc.sql(
            """
            update job set cancel_requested = true, updated_at = :now,
              state = case when state = 'QUEUED' then 'CANCELLED' else state end,
              finished_at = case when state = 'QUEUED' then :now else finished_at end
            where id = :id and state in ('QUEUED', 'RUNNING')
            """)
        .param("now", sql(now))
        .param("id", id)
        .update();
  }

  private static Job job(ResultSet row, int number) throws SQLException {
    return new Job(
        row.getObject("id", UUID.class),
        new Project(row.getString("project")),
        row.getString("kind"),
        row.getString("request"),
        Job.State.valueOf(row.getString("state")),
        row.getLong("done"),
        row.getObject("total", Long.class),
        row.getString("note"),
        row.getBoolean("cancel_requested"),
        row.getInt("attempts"),
        row.getString("requested_by"),
        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
        instant(row, "started_at"),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        instant(row, "finished_at"),
        row.getString("failure_code"),
        row.getString("failure"),
        row.getString("result"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime sql(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
