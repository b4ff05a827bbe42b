package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.FreezeStore;
import dev.thermocline.registry.model.FreezeTask;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.SourceFile;
import dev.thermocline.registry.model.SourceFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The freezing of versions, in their rows: leases, the pinned listing, progress, the end. */
@Repository
class JdbcFreezeStore implements FreezeStore {
  private static final String FROM =
      """
      FROM model_version v JOIN registered_model m
        ON m.project = v.project AND m.model_id = v.model_id
      """;
  private static final String ONE =
      " WHERE project = ? AND model_id = ? AND number = ? AND status = 'PENDING_REGISTRATION'"
          + " AND deleted_at IS NULL";

  private final JdbcTemplate jdbc;
  private final Json json;

  JdbcFreezeStore(JdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  @Override
  public void plan(List<FreezeTask> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    jdbc.batchUpdate(
        """
        UPDATE model_version SET prefix = ?, source_area = ?, source_path = ?
        WHERE project = ? AND model_id = ? AND number = ?
        """,
        tasks.stream()
            .map(task ->
                new Object[] {
                  task.prefix(),
                  task.source().area().name(),
                  task.source().path(),
                  task.key().project().name(),
                  task.key().modelId(),
                  task.key().number()
                })
            .toList());
  }

  @Override
  public Optional<FreezeTask> claim(
      Project project, UUID modelId, int number, Instant now, Duration lease) {
    int claimed =
        jdbc.update(
            "UPDATE model_version SET leased_until = ?"
                + ONE
                + " AND (leased_until IS NULL OR leased_until < ?)",
            Columns.of(now.plus(lease)),
            project.name(),
            modelId,
            number,
            Columns.of(now));
    if (claimed == 0) {
      return Optional.empty();
    }
    return jdbc
        .query(
            """
            SELECT m.name, v.prefix, v.source_area, v.source_path
            """
                + FROM
                + "WHERE v.project = ? AND v.model_id = ? AND v.number = ?",
            (row, _) ->
                new FreezeTask(
                    new FreezeTask.Key(project, modelId, row.getString("name"), number),
                    row.getString("name"),
                    new SourceFolder(
                        SourceFolder.Area.valueOf(row.getString("source_area")),
                        row.getString("source_path")),
                    row.getString("prefix")),
            project.name(),
            modelId,
            number)
        .stream()
        .findFirst();
  }

  @Override
  public List<FreezeTask.Key> abandoned(Instant now, int limit) {
    return jdbc.query(
        "SELECT v.project, v.model_id, m.name, v.number "
            + FROM
            + """
            WHERE v.status = 'PENDING_REGISTRATION' AND v.deleted_at IS NULL
              AND coalesce(v.leased_until, v.created_at + interval '60 seconds') < ?
            ORDER BY v.created_at LIMIT ?
            """,
        (row, _) ->
            new FreezeTask.Key(
                new Project(row.getString("project")),
                row.getObject("model_id", UUID.class),
                row.getString("name"),
                row.getInt("number")),
        Columns.of(now),
        limit);
  }

  @Override
  public List<SourceFile> pin(FreezeTask.Key key, List<SourceFile> files) {
    jdbc.update(
        """
        UPDATE model_version SET source_files = ?::jsonb, files = ?, bytes = ?
        WHERE project = ? AND model_id = ? AND number = ? AND source_files IS NULL
        """,
        json.of(files),
        files.size(),
        files.stream().mapToLong(SourceFile::size).sum(),
        key.project().name(),
        key.modelId(),
        key.number());
    List<String> pinned =
        jdbc.query(
            """
            SELECT source_files FROM model_version
            WHERE project = ? AND model_id = ? AND number = ?
            """,
            (row, _) -> row.getString(1),
            key.project().name(),
            key.modelId(),
            key.number());
    return json.files(pinned.getFirst());
  }

  @Override
  public void progress(FreezeTask.Key key, int filesDone, long bytesDone, Instant leasedUntil) {
    jdbc.update(
        "UPDATE model_version SET files_done = greatest(files_done, ?),"
            + " bytes_done = greatest(bytes_done, ?), leased_until = ?"
            + ONE,
        filesDone,
        bytesDone,
        Columns.of(leasedUntil),
        key.project().name(),
        key.modelId(),
        key.number());
  }

  @Override
  public boolean finish(
      FreezeTask.Key key, ModelVersion.FrozenCopy frozen, @Nullable String signature, Instant at) {
    return jdbc.update(
            "UPDATE model_version SET status = 'READY', manifest_digest = ?, signature = ?,"
                + " files = ?, files_done = ?, bytes = ?, bytes_done = ?, updated_at = ?,"
                + " leased_until = NULL"
                + ONE,
            frozen.manifestDigest(),
            signature,
            frozen.files(),
            frozen.files(),
            frozen.bytes(),
            frozen.bytes(),
            Columns.of(at),
            key.project().name(),
            key.modelId(),
            key.number())
        == 1;
  }

  @Override
  public boolean fail(FreezeTask.Key key, String reason, Instant at) {
    return jdbc.update(
            "UPDATE model_version SET status = 'FAILED_REGISTRATION', status_message = ?,"
                + " updated_at = ?, leased_until = NULL"
                + ONE,
            reason,
            Columns.of(at),
            key.project().name(),
            key.modelId(),
            key.number())
        == 1;
  }

  @Override
  public boolean ownsPrefix(String prefix, Instant deletedBefore) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            """
            SELECT EXISTS (SELECT 1 FROM model_version WHERE prefix = ?
              AND (deleted_at IS NULL OR deleted_at >= ?))
            """,
            Boolean.class,
            prefix,
            Columns.of(deletedBefore)));
  }
}
