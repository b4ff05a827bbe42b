package dev.thermocline.registry.dataset.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.Dataset;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.Origin;
import dev.thermocline.registry.dataset.UsedSnapshot;
import dev.thermocline.registry.dataset.Zone;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows to records. */
final class DatasetRows {
  private DatasetRows() {}

  static OffsetDateTime column(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Long optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static Dataset dataset(ResultSet row, int index) throws SQLException {
    return new Dataset(
        new Project(row.getString("project")),
        row.getObject("dataset_id", UUID.class),
        row.getString("name"),
        Zone.valueOf(row.getString("zone")),
        new Dataset.About(
            row.getString("description"),
            row.getString("licence"),
            row.getString("citation"),
            DatasetJson.tags(row.getString("tags"))),
        row.getInt("last_version"),
        row.getLong("revision"),
        instant(row, "created_at"),
        row.getString("created_by"),
        instant(row, "updated_at"));
  }

  /** Needs the dataset's {@code name}, and {@code views} and {@code snapshots} side by side. */
  static DatasetVersion version(ResultSet row, int index) throws SQLException {
    String columns = row.getString("columns");
    return new DatasetVersion(
        new Project(row.getString("project")),
        row.getObject("dataset_id", UUID.class),
        row.getString("name"),
        row.getInt("number"),
        row.getString("digest"),
        row.getString("rows_digest"),
        row.getString("location"),
        Origin.valueOf(row.getString("origin")),
        row.getString("join_id"),
        row.getInt("files"),
        row.getLong("bytes"),
        optionalLong(row, "rows"),
        columns == null ? null : DatasetJson.columns(columns),
        DatasetJson.splits(row.getString("splits")),
        row.getString("preprocessing"),
        snapshots(row),
        instant(row, "created_at"),
        row.getString("created_by"));
  }

  private static List<UsedSnapshot> snapshots(ResultSet row) throws SQLException {
    String[] views = (String[]) row.getArray("views").getArray();
    Long[] numbers = (Long[]) row.getArray("snapshots").getArray();
    List<UsedSnapshot> snapshots = new ArrayList<>(views.length);
    for (int i = 0; i < views.length; i++) {
      snapshots.add(new UsedSnapshot(views[i], numbers[i]));
    }
    return snapshots;
  }

  static DataFile file(ResultSet row, int index) throws SQLException {
    return new DataFile(
        row.getString("path"),
        row.getString("object_key"),
        row.getLong("size"),
        row.getString("sha256"),
        row.getString("etag"),
        optionalLong(row, "rows"));
  }
}
