package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.Stage;
import dev.thermocline.registry.model.VersionStatus;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From a row of model_version, with its model's name and maybe its aliases, to a version. */
record VersionRows(Json json) {
  ModelVersion version(ResultSet row, int index) throws SQLException {
    VersionStatus status = VersionStatus.valueOf(row.getString("status"));
    return new ModelVersion(
        new Project(row.getString("project")),
        row.getObject("model_id", UUID.class),
        row.getString("model"),
        row.getInt("number"),
        row.getString("label"),
        row.getString("description"),
        json.tags(row.getString("tags")),
        Stage.of(row.getString("stage")),
        row.getString("source"),
        row.getString("run_id"),
        row.getString("run_link"),
        row.getString("logged_model_id"),
        status,
        row.getString("status_message"),
        row.getBoolean("external"),
        frozen(row, status),
        new ModelVersion.FreezeProgress(
            row.getInt("files"),
            row.getInt("files_done"),
            row.getLong("bytes"),
            row.getLong("bytes_done")),
        row.getString("signature"),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        Columns.instant(row, "updated_at"),
        aliases(row.getArray("aliases")));
  }

  private static ModelVersion.@Nullable FrozenCopy frozen(ResultSet row, VersionStatus status)
      throws SQLException {
    String prefix = row.getString("prefix");
    return status == VersionStatus.READY && prefix != null
        ? new ModelVersion.FrozenCopy(
            prefix, row.getString("manifest_digest"), row.getInt("files"), row.getLong("bytes"))
        : null;
  }

  private static List<String> aliases(@Nullable Array aliases) throws SQLException {
    return aliases == null ? List.of() : List.of((String[]) aliases.getArray());
  }
}
