package dev.thermocline.registry.deployment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.GatePasses;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Passes of the gate as rows. */
@Repository
class JdbcGatePasses implements GatePasses {
  private final JdbcTemplate jdbc;

  JdbcGatePasses(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public boolean passed(
      Project project, UUID modelId, int number, DeploymentSpec.FeatureServiceRef service) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            """
            SELECT EXISTS (SELECT 1 FROM gate_pass WHERE project = ? AND model_id = ?
              AND number = ? AND feature_service = ? AND feature_service_version = ?)
            """,
            Boolean.class,
            project.name(),
            modelId,
            number,
            service.name(),
            service.version()));
  }

  @Override
  public void pass(
      Project project,
      UUID modelId,
      int number,
      DeploymentSpec.FeatureServiceRef service,
      @Nullable String forcedBy,
      List<String> reasons,
      Instant at) {
    jdbc.update(
        """
        INSERT INTO gate_pass (project, model_id, number, feature_service,
          feature_service_version, forced_by, reasons, passed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT DO NOTHING
        """,
        project.name(),
        modelId,
        number,
        service.name(),
        service.version(),
        forcedBy,
        DeploymentJson.of(reasons),
        Columns.of(at));
  }
}
