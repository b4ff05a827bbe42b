package dev.thermocline.registry.dataset.jdbc;

import static dev.thermocline.registry.dataset.jdbc.DatasetRows.column;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.Upload;
import dev.thermocline.registry.dataset.UploadStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Uploads as rows. Whoever changes an upload's files or state holds its row meanwhile. */
@Repository
class JdbcUploadStore implements UploadStore {
  private final JdbcTemplate jdbc;

  JdbcUploadStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void insert(Upload upload) {
    jdbc.update(
        """
        INSERT INTO dataset_upload (project, upload_id, dataset_id, prefix, began_at, began_by, state)
        VALUES (?, ?, ?, ?, ?, ?, 'OPEN')
        """,
        upload.project().name(),
        upload.id(),
        upload.datasetId(),
        upload.prefix(),
        column(upload.beganAt()),
        upload.beganBy());
  }

  @Override
  public Optional<Upload> find(Project project, UUID id) {
    return jdbc
        .query(
            "SELECT * FROM dataset_upload WHERE project = ? AND upload_id = ? AND state = 'OPEN'",
            JdbcUploadStore::upload,
            project.name(),
            id)
        .stream()
        .findFirst();
  }

  private static Upload upload(ResultSet row, int index) throws SQLException {
    return new Upload(
        new Project(row.getString("project")),
        row.getObject("upload_id", UUID.class),
        row.getObject("dataset_id", UUID.class),
        row.getString("prefix"),
        DatasetRows.instant(row, "began_at"),
        row.getString("began_by"));
  }

  @Override
  public boolean record(Upload upload, DataFile file) {
    return jdbc.update(
            """
            WITH held AS (SELECT project, upload_id FROM dataset_upload
              WHERE project = ? AND upload_id = ? AND state = 'OPEN' FOR UPDATE)
            INSERT INTO dataset_upload_file (project, upload_id, path, object_key, size, sha256, etag)
            SELECT project, upload_id, ?, ?, ?, ?, ? FROM held
            ON CONFLICT ON CONSTRAINT dataset_upload_file_pk DO UPDATE SET
              object_key = excluded.object_key, size = excluded.size, sha256 = excluded.sha256,
              etag = excluded.etag
            """,
            upload.project().name(),
            upload.id(),
            file.path(),
            file.key(),
            file.size(),
            file.sha256(),
            file.etag())
        == 1;
  }

  @Override
  public List<DataFile> files(Upload upload, int most) {
    return jdbc.query(
        """
        SELECT path, object_key, size, sha256, etag, NULL::bigint AS rows FROM dataset_upload_file
        WHERE project = ? AND upload_id = ? ORDER BY path LIMIT ?
        """,
        DatasetRows::file,
        upload.project().name(),
        upload.id(),
        most);
  }

  @Override
  public boolean seal(Upload upload) {
    return leave(upload, "SEALED");
  }

  @Override
  public boolean condemn(Upload upload) {
    return leave(upload, "CONDEMNED");
  }

  private boolean leave(Upload upload, String state) {
    return jdbc.update(
            """
            UPDATE dataset_upload SET state = ?
            WHERE project = ? AND upload_id = ? AND state = 'OPEN'
            """,
            state,
            upload.project().name(),
            upload.id())
        == 1;
  }

  @Override
  public List<Upload> beganBefore(Instant moment, int most) {
    return jdbc.query(
        "SELECT * FROM dataset_upload WHERE began_at < ? ORDER BY began_at LIMIT ?",
        JdbcUploadStore::upload,
        column(moment),
        most);
  }

  @Override
  public Set<String> registered(Collection<String> keys) {
    return new HashSet<>(
        jdbc.queryForList(
            "SELECT DISTINCT object_key FROM dataset_file WHERE object_key = ANY (?::text[])",
            String.class,
            (Object) keys.toArray(String[]::new)));
  }

  @Override
  public void forget(Upload upload) {
    jdbc.update(
        "DELETE FROM dataset_upload WHERE project = ? AND upload_id = ?",
        upload.project().name(),
        upload.id());
  }
}
