package dev.thermocline.registry.deployment.jdbc;

import dev.thermocline.registry.deployment.GatewayReport;
import dev.thermocline.registry.deployment.GatewayReports;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reports of gateways as rows. */
@Repository
class JdbcGatewayReports implements GatewayReports {
  private final JdbcTemplate jdbc;

  JdbcGatewayReports(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void report(GatewayReport report) {
    jdbc.update(
        """
        INSERT INTO gateway_report (gateway, routing_revision, failures, reported_at)
        VALUES (?, ?, ?::jsonb, ?)
        ON CONFLICT ON CONSTRAINT gateway_report_pk DO UPDATE SET
          routing_revision = excluded.routing_revision, failures = excluded.failures,
          reported_at = excluded.reported_at
        """,
        report.gateway(),
        report.routingRevision(),
        DeploymentJson.of(report.failures()),
        Columns.of(report.at()));
  }

  @Override
  public List<GatewayReport> reportsSince(Instant moment) {
    return jdbc.query(
        "SELECT * FROM gateway_report WHERE reported_at >= ? ORDER BY gateway",
        (row, _) ->
            new GatewayReport(
                row.getString("gateway"),
                row.getLong("routing_revision"),
                DeploymentJson.failures(row.getString("failures")),
                Columns.instant(row, "reported_at")),
        Columns.of(moment));
  }
}
