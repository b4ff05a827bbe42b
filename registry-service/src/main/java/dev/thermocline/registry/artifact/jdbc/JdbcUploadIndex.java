package dev.thermocline.registry.artifact.jdbc;

import static dev.thermocline.registry.artifact.jdbc.JdbcArtifactIndex.utc;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.ObjectKeys;
import dev.thermocline.registry.artifact.PendingUpload;
import dev.thermocline.registry.artifact.UploadIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Uploads in Postgres. */
@Repository
class JdbcUploadIndex implements UploadIndex {
  private final JdbcClient db;
  private final String bucket;

  JdbcUploadIndex(JdbcClient db, ObjectKeys keys) {
    this.db = db;
    this.bucket = keys.bucket();
  }

  @Override
  public void begin(Project project, PendingUpload upload, Instant now) {
    db.sql(
            """
            insert into artifact_uploads
              (upload_id, project, path, object_key, store_upload_id, media_type, began_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            upload.id(),
            project.name(),
            upload.path().value(),
            upload.object().key(),
            upload.storeId(),
            upload.mediaType(),
            utc(now))
        .update();
  }

  @Override
  public Optional<PendingUpload> find(Project project, String id) {
    return db.sql(
            """
            select upload_id, path, object_key, store_upload_id, media_type
            from artifact_uploads where project = ? and upload_id = ?
            """)
        .params(project.name(), id)
        .query((row, _) ->
            new PendingUpload(
                row.getString("upload_id"),
                new ArtifactPath(row.getString("path")),
                new ObjectAddress(bucket, row.getString("object_key")),
                row.getString("store_upload_id"),
                row.getString("media_type")))
        .optional();
  }

  @Override
  public State claim(Project project, String id, Instant now, Duration patience) {
    int claimed =
        db.sql(
                """
                update artifact_uploads set claimed_at = ?
                where project = ? and upload_id = ? and finished_at is null
                  and (claimed_at is null or claimed_at < ?)
                """)
            .params(utc(now), project.name(), id, utc(now.minus(patience)))
            .update();
    if (claimed == 1) {
      return State.OPEN;
    }
    boolean finished =
        db.sql(
                """
                select finished_at is not null from artifact_uploads
                where project = ? and upload_id = ?
                """)
            .params(project.name(), id)
            .query(Boolean.class)
            .optional()
            .orElse(false);
    return finished ? State.FINISHED : State.CLAIMED;
  }

  @Override
  public void release(Project project, String id) {
    db.sql("update artifact_uploads set claimed_at = null where project = ? and upload_id = ?")
        .params(project.name(), id)
        .update();
  }

  @Override
  public void finish(Project project, String id, Instant now) {
    db.sql("update artifact_uploads set finished_at = ? where project = ? and upload_id = ?")
        .params(utc(now), project.name(), id)
        .update();
  }

  @Override
  public void forget(Project project, String id) {
    db.sql(
            """
            delete from artifact_uploads
            where project = ? and upload_id = ? and finished_at is null
            """)
        .params(project.name(), id)
        .update();
  }

  @Override
  public int forgetBefore(Instant moment) {
    return db.sql("delete from artifact_uploads where began_at < ?").param(utc(moment)).update();
  }
}
