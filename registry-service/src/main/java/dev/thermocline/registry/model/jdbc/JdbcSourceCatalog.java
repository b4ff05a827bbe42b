package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.SourceCatalog;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads runs and logged models where tracking keeps them. */
@Repository
class JdbcSourceCatalog implements SourceCatalog {
  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{32}");

  private final JdbcTemplate jdbc;
  private final Json json;

  JdbcSourceCatalog(JdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  @Override
  public Optional<Owner> run(Project project, String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      return Optional.empty();
    }
    return jdbc
        .query(
            "SELECT artifact_uri FROM run WHERE project = ? AND run_id = ?",
            (row, _) -> new Owner(row.getString(1), runId),
            project.name(),
            uuid(runId))
        .stream()
        .findFirst();
  }

  private static UUID uuid(String runId) {
    return new UUID(
        Long.parseUnsignedLong(runId.substring(0, 16), 16),
        Long.parseUnsignedLong(runId.substring(16), 16));
  }

  @Override
  public Optional<Owner> loggedModel(Project project, String loggedModelId) {
    return jdbc
        .query(
            """
            SELECT artifact_location, source_run_id FROM logged_model
            WHERE project = ? AND model_id = ? AND deleted_at IS NULL
            """,
            (row, _) ->
                new Owner(row.getString(1), row.getString(2).isEmpty() ? null : row.getString(2)),
            project.name(),
            loggedModelId)
        .stream()
        .findFirst();
  }

  @Override
  public void registered(Project project, String loggedModelId, String model, int number) {
    // The tag holds a JSON list as text. The client sets it too, with the same content.
    String entry = json.of(java.util.Map.of("name", model, "version", number));
    jdbc.update(
        """
        INSERT INTO logged_model_tag AS t (project, model_id, key, value)
        SELECT project, model_id, 'mlflow.modelVersions', '[' || ? || ']'
        FROM logged_model WHERE project = ? AND model_id = ?
        ON CONFLICT ON CONSTRAINT logged_model_tag_pk DO UPDATE
        SET value = CASE
          WHEN NOT (t.value IS JSON ARRAY) THEN excluded.value
          WHEN t.value::jsonb @> excluded.value::jsonb THEN t.value
          ELSE (t.value::jsonb || excluded.value::jsonb)::text END
        """,
        entry,
        project.name(),
        loggedModelId);
  }
}
