package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.RegisteredModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** From a row of registered_model to a model. */
record ModelRows(Json json) {
  /** With what the column {@code aliases} says. */
  RegisteredModel model(ResultSet row, int index) throws SQLException {
    return model(row, json.aliases(row.getString("aliases")));
  }

  RegisteredModel model(ResultSet row, Map<String, Integer> aliases) throws SQLException {
    return new RegisteredModel(
        row.getObject("model_id", UUID.class),
        new Project(row.getString("project")),
        row.getString("name"),
        row.getString("folder"),
        row.getString("description"),
        json.tags(row.getString("tags")),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        Columns.instant(row, "updated_at"),
        row.getInt("last_version"),
        row.getLong("revision"),
        aliases);
  }
}
