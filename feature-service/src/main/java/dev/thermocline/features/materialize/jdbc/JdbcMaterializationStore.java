package dev.thermocline.features.materialize.jdbc;

import dev.thermocline.features.materialize.Materialization;
import dev.thermocline.features.materialize.Materialization.Ending;
import dev.thermocline.features.materialize.Materialization.Outcome;
import dev.thermocline.features.materialize.Materialization.Progress;
import dev.thermocline.features.materialize.Materialization.Scope;
import dev.thermocline.features.materialize.MaterializationStore;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Runs and how far each view is, in Postgres. */
@Repository
class JdbcMaterializationStore implements MaterializationStore {
  private final JdbcClient jdbc;

  JdbcMaterializationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean add(Materialization run) {
    Scope scope = run.scope();
    return jdbc.sql(
                """
                insert into materialization (id, project, view, view_number, incremental, renew,
                  after_snapshot, up_to_snapshot, whole, from_event, to_event, requested_by,
                  requested_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (project, view_number) where finished_at is null do nothing
                """)
            .params(
                run.id(),
                run.project().name(),
                run.view(),
                run.viewNumber(),
                scope.incremental(),
                scope.renew(),
                scope.after(),
                scope.upTo(),
                scope.whole(),
                scope.events().from(),
                scope.events().to(),
                run.requestedBy(),
                Timestamp.from(run.requestedAt()))
            .update()
        == 1;
  }

  @Override
  public Optional<Materialization> find(UUID id) {
    return jdbc.sql("select * from materialization where id = ?")
        .param(id)
        .query(JdbcMaterializationStore::run)
        .optional();
  }

  @Override
  public Optional<Materialization> findOpen(Project project, int viewNumber) {
    return jdbc.sql(
            """
            select * from materialization
            where project = ? and view_number = ? and finished_at is null
            """)
        .params(project.name(), viewNumber)
        .query(JdbcMaterializationStore::run)
        .optional();
  }

  @Override
  public List<Materialization> list(
      Project project, @Nullable String view, Instant before, int limit) {
    return jdbc.sql(
            """
            select * from materialization
            where project = :project and (cast(:view as text) is null or view = :view)
              and requested_at < :before
            order by requested_at desc, id limit :limit
            """)
        .param("project", project.name())
        .param("view", view)
        .param("before", Timestamp.from(before))
        .param("limit", limit)
        .query(JdbcMaterializationStore::run)
        .list();
  }

  @Override
  public void progress(UUID id, Progress progress) {
    jdbc.sql(
            """
            update materialization
            set stage = ?, position = ?, changed = ?, refused = ?, refusals = ? where id = ?
            """)
        .params(
            progress.stage(),
            progress.position(),
            progress.changed(),
            progress.refused(),
            String.join("\n", progress.refusals()),
            id)
        .update();
  }

  @Override
  public void end(UUID id, Ending ending) {
    jdbc.sql(
            """
            update materialization set finished_at = :at, outcome = :outcome, failure = :failure
            where id = :id and finished_at is null
            """)
        .param("at", Timestamp.from(ending.at()))
        .param("outcome", ending.outcome().name())
        .param("failure", ending.failure())
        .param("id", id)
        .update();
  }

  @Override
  public Optional<Reached> reached(Project project, int viewNumber) {
    return jdbc.sql("select * from materialized where project = ? and view_number = ?")
        .params(project.name(), viewNumber)
        .query((row, n) -> new Reached(row.getLong("snapshot"), instant(row, "renewed_at")))
        .optional();
  }

  @Override
  public long reach(Project project, int viewNumber, long snapshot, @Nullable Instant renewedAt) {
    return jdbc.sql(
            """
            insert into materialized as m (project, view_number, snapshot, renewed_at, revision)
            values (:project, :view, :snapshot, :renewed, 1)
            on conflict (project, view_number) do update
            set snapshot = greatest(m.snapshot, :snapshot),
              renewed_at = coalesce(:renewed, m.renewed_at), revision = m.revision + 1
            returning revision
            """)
        .param("project", project.name())
        .param("view", viewNumber)
        .param("snapshot", snapshot)
        .param(
            "renewed",
            renewedAt == null ? null : renewedAt.atOffset(ZoneOffset.UTC),
            Types.TIMESTAMP_WITH_TIMEZONE)
        .query(Long.class)
        .single();
  }

  @Override
  public List<Project> projects() {
    return jdbc.sql("select project from definition_state")
        .query((row, n) -> new Project(row.getString("project")))
        .list();
  }

  private static Materialization run(ResultSet row, int number) throws SQLException {
    String refusals = row.getString("refusals");
    return new Materialization(
        row.getObject("id", UUID.class),
        new Project(row.getString("project")),
        row.getString("view"),
        row.getInt("view_number"),
        new Scope(
            row.getBoolean("incremental"),
            row.getBoolean("renew"),
            row.getLong("after_snapshot"),
            row.getLong("up_to_snapshot"),
            row.getBoolean("whole"),
            new TimeRange(row.getLong("from_event"), row.getLong("to_event"))),
        row.getString("requested_by"),
        row.getTimestamp("requested_at").toInstant(),
        new Progress(
            row.getInt("stage"),
            row.getLong("position"),
            row.getLong("changed"),
            row.getLong("refused"),
            refusals.isEmpty() ? List.of() : refusals.lines().toList()),
        ending(row));
  }

  private static @Nullable Ending ending(ResultSet row) throws SQLException {
    Instant finished = instant(row, "finished_at");
    return finished == null
        ? null
        : new Ending(Outcome.valueOf(row.getString("outcome")), finished, row.getString("failure"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
