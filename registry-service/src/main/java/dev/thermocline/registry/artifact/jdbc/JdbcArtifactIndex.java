package dev.thermocline.registry.artifact.jdbc;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactEntry;
import dev.thermocline.registry.artifact.ArtifactFile;
import dev.thermocline.registry.artifact.ArtifactIndex;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.ObjectKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The index in Postgres. */
@Repository
class JdbcArtifactIndex implements ArtifactIndex {
  private static final String COLUMNS =
      "path, object_key, size, sha256, etag, media_type, written_at";

  private static final String LAST_TEXT = Character.toString(Character.MAX_CODE_POINT);

  private final JdbcClient db;
  private final String bucket;

  JdbcArtifactIndex(JdbcClient db, ObjectKeys keys) {
    this.db = db;
    this.bucket = keys.bucket();
  }

  @Override
  public Optional<ArtifactFile> find(Project project, ArtifactPath path) {
    return db.sql("select " + COLUMNS + " from artifacts where project = ? and path = ?")
        .params(project.name(), path.value())
        .query(this::file)
        .optional();
  }

  /** Jumps from child to child along the primary key, however many files each folder holds. */
  @Override
  public List<ArtifactEntry> children(
      Project project, @Nullable ArtifactPath folder, @Nullable String after, int most) {
    String prefix = folder == null ? "" : folder.value() + "/";
    // Behind '/' comes '0': the first text that no path below a folder reaches.
    String end = folder == null ? LAST_TEXT : folder.value() + "0";
    return db.sql(
            """
            with recursive child as (
              (select path, size from artifacts
                where project = :project and path > :start and path < :end
                  and not (path >= :start || '/' and path < :start || '0' and :after)
                order by path limit 1)
              union all
              select following.path, following.size
                from child cross join lateral (
                  select path, size from artifacts
                  where project = :project and path < :end
                    and path >= case
                      when strpos(substr(child.path, length(:prefix) + 1), '/') = 0
                        then child.path || chr(1)
                      else :prefix || split_part(substr(child.path, length(:prefix) + 1), '/', 1)
                        || '0'
                    end
                  order by path limit 1) following)
            select split_part(substr(path, length(:prefix) + 1), '/', 1) as name,
                   strpos(substr(path, length(:prefix) + 1), '/') > 0 as folder,
                   size
            from child limit :most
            """)
        .param("project", project.name())
        .param("prefix", prefix)
        .param("end", end)
        .param("start", after == null ? prefix : prefix + after)
        .param("after", after != null)
        .param("most", most)
        .query((row, _) ->
            new ArtifactEntry(
                row.getString("name"),
                row.getBoolean("folder"),
                row.getBoolean("folder") ? 0 : row.getLong("size")))
        .list();
  }

  @Override
  public List<ArtifactFile> below(
      Project project, ArtifactPath folder, @Nullable ArtifactPath after, int most) {
    return db.sql(
            "select "
                + COLUMNS
                + " from artifacts where project = ? and path > ? and path < ?"
                + " order by path limit ?")
        .params(
            project.name(),
            after == null ? folder.value() + "/" : after.value(),
            folder.value() + "0",
            most)
        .query(this::file)
        .list();
  }

  @Override
  public boolean collides(Project project, ArtifactPath path) {
    return db.sql(
            """
            select exists (
                select from artifacts
                where project = :project and path > :path || '/' and path < :path || '0')
              or exists (
                select from artifacts where project = :project and path = any (:folders))
            """)
        .param("project", project.name())
        .param("path", path.value())
        .param("folders", path.folders().toArray(String[]::new))
        .query(Boolean.class)
        .single();
  }

  @Override
  public void announce(Project project, String objectKey, Instant now) {
    db.sql("insert into artifact_leftovers (object_key, project, since) values (?, ?, ?)")
        .params(objectKey, project.name(), utc(now))
        .update();
  }

  @Override
  @Transactional
  public void record(Project project, ArtifactFile file) {
    int announced =
        db.sql("delete from artifact_leftovers where object_key = ? and not condemned")
            .param(file.object().key())
            .update();
    if (announced == 0) {
      throw new ThermoclineException(
          ErrorKind.GONE,
          "The upload of '" + file.path() + "' took so long that it was given up; upload again.");
    }
    db.sql(
            """
            with before as (
              select object_key from artifacts where project = :project and path = :path for update)
            insert into artifact_leftovers (object_key, project, since)
            select object_key, :project, :now from before
            """)
        .param("project", project.name())
        .param("path", file.path().value())
        .param("now", utc(file.writtenAt()))
        .update();
    db.sql(
            """
            insert into artifacts
              (project, path, object_key, size, sha256, etag, media_type, written_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (project, path) do update set
              object_key = excluded.object_key, size = excluded.size, sha256 = excluded.sha256,
              etag = excluded.etag, media_type = excluded.media_type,
              written_at = excluded.written_at
            """)
        .params(
            project.name(),
            file.path().value(),
            file.object().key(),
            file.size(),
            file.sha256(),
            file.etag(),
            file.mediaType(),
            utc(file.writtenAt()))
        .update();
  }

  @Override
  @Transactional
  public int forget(Project project, ArtifactPath path, Instant now) {
    return db.sql(
            """
            with gone as (
              delete from artifacts
              where project = :project
                and (path = :path or (path > :path || '/' and path < :path || '0'))
              returning object_key)
            insert into artifact_leftovers (object_key, project, since)
            select object_key, :project, :now from gone
            """)
        .param("project", project.name())
        .param("path", path.value())
        .param("now", utc(now))
        .update();
  }

  @Override
  @Transactional
  public List<String> condemn(Instant before, int most) {
    return db.sql(
            """
            update artifact_leftovers set condemned = true
            where object_key in (
              select object_key from artifact_leftovers where since < ?
              order by since limit ? for update skip locked)
            returning object_key
            """)
        .params(utc(before), most)
        .query((row, _) -> row.getString("object_key"))
        .list();
  }

  @Override
  public void dropLeftovers(List<String> objectKeys) {
    db.sql("delete from artifact_leftovers where condemned and object_key = any (?)")
        .param(objectKeys.toArray(String[]::new))
        .update();
  }

  private ArtifactFile file(ResultSet row, int number) throws SQLException {
    return new ArtifactFile(
        new ArtifactPath(row.getString("path")),
        new ObjectAddress(bucket, row.getString("object_key")),
        row.getLong("size"),
        row.getString("sha256"),
        row.getString("etag"),
        row.getString("media_type"),
        row.getObject("written_at", OffsetDateTime.class).toInstant());
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
