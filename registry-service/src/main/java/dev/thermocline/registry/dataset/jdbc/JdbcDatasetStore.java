package dev.thermocline.registry.dataset.jdbc;

import static dev.thermocline.registry.dataset.jdbc.DatasetRows.column;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.Dataset;
import dev.thermocline.registry.dataset.DatasetStore;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.UsedSnapshot;
import dev.thermocline.registry.dataset.VersionName;
import dev.thermocline.registry.dataset.Zone;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The catalogue as rows. */
@Repository
class JdbcDatasetStore implements DatasetStore {
  private static final String VERSIONS =
      """
      SELECT v.*, d.name,
        coalesce((SELECT array_agg(s.view ORDER BY s.view) FROM dataset_snapshot s
          WHERE s.project = v.project AND s.dataset_id = v.dataset_id AND s.number = v.number),
          '{}') AS views,
        coalesce((SELECT array_agg(s.snapshot ORDER BY s.view) FROM dataset_snapshot s
          WHERE s.project = v.project AND s.dataset_id = v.dataset_id AND s.number = v.number),
          '{}') AS snapshots
      FROM dataset_version v
      JOIN dataset d ON d.project = v.project AND d.dataset_id = v.dataset_id
      """;
  private static final String FILES =
      "SELECT * FROM dataset_file WHERE project = ? AND dataset_id = ? AND number = ? ";

  private final JdbcTemplate jdbc;

  JdbcDatasetStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean insert(Dataset dataset) {
    return jdbc.update(
            """
            INSERT INTO dataset (project, dataset_id, name, zone, description, licence, citation,
              tags, last_version, revision, created_at, created_by, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)
            ON CONFLICT ON CONSTRAINT dataset_name_unique DO NOTHING
            """,
            dataset.project().name(),
            dataset.id(),
            dataset.name(),
            dataset.zone().name(),
            dataset.about().description(),
            dataset.about().licence(),
            dataset.about().citation(),
            DatasetJson.of(dataset.about().tags()),
            dataset.lastVersion(),
            dataset.revision(),
            column(dataset.createdAt()),
            dataset.createdBy(),
            column(dataset.updatedAt()))
        == 1;
  }

  @Override
  public Optional<Dataset> find(Project project, String name) {
    return one(project, name, "");
  }

  @Override
  public Optional<Dataset> lock(Project project, String name) {
    return one(project, name, " FOR UPDATE");
  }

  private Optional<Dataset> one(Project project, String name, String lock) {
    return jdbc
        .query(
            "SELECT * FROM dataset WHERE project = ? AND name = ?" + lock,
            DatasetRows::dataset,
            project.name(),
            name)
        .stream()
        .findFirst();
  }

  @Override
  public void update(Dataset dataset) {
    jdbc.update(
        """
        UPDATE dataset SET description = ?, licence = ?, citation = ?, tags = ?::jsonb,
          last_version = ?, revision = ?, updated_at = ? WHERE project = ? AND dataset_id = ?
        """,
        dataset.about().description(),
        dataset.about().licence(),
        dataset.about().citation(),
        DatasetJson.of(dataset.about().tags()),
        dataset.lastVersion(),
        dataset.revision(),
        column(dataset.updatedAt()),
        dataset.project().name(),
        dataset.id());
  }

  @Override
  public List<Dataset> list(
      Project project, @Nullable Zone zone, @Nullable String containing, String after, int most) {
    String zoneName = zone == null ? null : zone.name();
    return jdbc.query(
        """
        SELECT * FROM dataset WHERE project = ? AND name > ?
          AND (?::text IS NULL OR zone = ?)
          AND (?::text IS NULL OR strpos(lower(name), lower(?)) > 0
            OR strpos(lower(coalesce(description, '')), lower(?)) > 0)
        ORDER BY name LIMIT ?
        """,
        DatasetRows::dataset,
        project.name(),
        after,
        zoneName,
        zoneName,
        containing,
        containing,
        containing,
        most);
  }

  @Override
  public void insert(DatasetVersion version, List<DataFile> files) {
    jdbc.update(
        """
        INSERT INTO dataset_version (project, dataset_id, number, digest, rows_digest, location,
          origin, join_id, files, bytes, rows, columns, splits, preprocessing, created_at,
          created_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)
        """,
        version.project().name(),
        version.datasetId(),
        version.number(),
        version.digest(),
        version.rowsDigest(),
        version.location(),
        version.origin().name(),
        version.joinId(),
        version.files(),
        version.bytes(),
        version.rows(),
        version.columns() == null ? null : DatasetJson.of(version.columns()),
        DatasetJson.of(version.splits()),
        version.preprocessing(),
        column(version.createdAt()),
        version.createdBy());
    jdbc.update(
        """
        INSERT INTO dataset_file (project, dataset_id, number, path, object_key, size, sha256, etag,
          rows)
        SELECT ?, ?, ?, f.* FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],
          ?::bigint[]) f
        """,
        version.project().name(),
        version.datasetId(),
        version.number(),
        files.stream().map(DataFile::path).toArray(String[]::new),
        files.stream().map(DataFile::key).toArray(String[]::new),
        files.stream().map(DataFile::size).toArray(Long[]::new),
        files.stream().map(DataFile::sha256).toArray(String[]::new),
        files.stream().map(DataFile::etag).toArray(String[]::new),
        files.stream().map(DataFile::rows).toArray(Long[]::new));
    jdbc.update(
        """
        INSERT INTO dataset_snapshot (project, dataset_id, number, view, snapshot)
        SELECT ?, ?, ?, s.* FROM unnest(?::text[], ?::bigint[]) s
        """,
        version.project().name(),
        version.datasetId(),
        version.number(),
        version.snapshots().stream().map(UsedSnapshot::view).toArray(String[]::new),
        version.snapshots().stream().map(UsedSnapshot::number).toArray(Long[]::new));
  }

  @Override
  public void correct(DatasetVersion version) {
    jdbc.update(
        """
        UPDATE dataset_version SET splits = ?::jsonb, preprocessing = ?
        WHERE project = ? AND dataset_id = ? AND number = ?
        """,
        DatasetJson.of(version.splits()),
        version.preprocessing(),
        version.project().name(),
        version.datasetId(),
        version.number());
  }

  @Override
  public Optional<DatasetVersion> find(Project project, String dataset, VersionName name) {
    String of = VERSIONS + "WHERE v.project = ? AND d.name = ? ";
    List<DatasetVersion> found =
        switch (name) {
          case VersionName.Numbered(int number) ->
              versions(of + "AND v.number = ?", project.name(), dataset, number);
          case VersionName.OfContent(String digest) ->
              versions(
                  of
                      + "AND v."
                      + (digest.length() == 64 ? "digest" : "mlflow_digest")
                      + " = ? ORDER BY v.number LIMIT 1",
                  project.name(),
                  dataset,
                  digest);
          case VersionName.Newest() ->
              versions(of + "ORDER BY v.number DESC LIMIT 1", project.name(), dataset);
        };
    return found.stream().findFirst();
  }

  private List<DatasetVersion> versions(String sql, Object... arguments) {
    return jdbc.query(sql, DatasetRows::version, arguments);
  }

  @Override
  public List<DatasetVersion> versions(Dataset dataset, int below, int most) {
    return versions(
        VERSIONS
            + """
            WHERE v.project = ? AND v.dataset_id = ? AND v.number < ?
            ORDER BY v.number DESC LIMIT ?
            """,
        dataset.project().name(),
        dataset.id(),
        below,
        most);
  }

  @Override
  public List<DataFile> files(DatasetVersion version, String after, int most) {
    return jdbc.query(
        FILES + "AND path > ? ORDER BY path LIMIT ?",
        DatasetRows::file,
        version.project().name(),
        version.datasetId(),
        version.number(),
        after,
        most);
  }

  @Override
  public Optional<DataFile> file(DatasetVersion version, String path) {
    return jdbc
        .query(
            FILES + "AND path = ?",
            DatasetRows::file,
            version.project().name(),
            version.datasetId(),
            version.number(),
            path)
        .stream()
        .findFirst();
  }
}
