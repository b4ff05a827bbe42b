package dev.thermocline.registry.deployment.jdbc;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.deployment.Deployment;
import dev.thermocline.registry.deployment.DeploymentRevision;
import dev.thermocline.registry.deployment.DeploymentStore;
import dev.thermocline.registry.deployment.Resolution;
import dev.thermocline.registry.deployment.Resolved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;

/** Deployments as rows. */
@Repository
class JdbcDeploymentStore implements DeploymentStore {
  private static final String SELECT =
      """
      SELECT d.*, r.spec, s.resolved FROM deployment d
      JOIN deployment_revision r ON r.project = d.project
        AND r.deployment_id = d.deployment_id AND r.revision = d.revision
      JOIN deployment_resolution s ON s.project = d.project
        AND s.deployment_id = d.deployment_id AND s.routing_revision = d.routing_revision
      WHERE d.deleted_at IS NULL
      """;

  private static final RowMapper<DeploymentRevision> REVISION =
      (row, _) ->
          new DeploymentRevision(
              row.getInt("revision"),
              DeploymentJson.spec(row.getString("spec")),
              Columns.instant(row, "made_at"),
              row.getString("made_by"),
              row.getString("reason"),
              row.getObject("undoes", Integer.class),
              DeploymentJson.gate(row.getString("gate")));

  private final JdbcTemplate jdbc;

  JdbcDeploymentStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public long nextRoutingRevision() {
    return revision("UPDATE routing_counter SET revision = revision + 1 RETURNING revision");
  }

  @Override
  public long routingRevision() {
    return revision("SELECT revision FROM routing_counter");
  }

  private long revision(String sql) {
    return Objects.requireNonNull(jdbc.queryForObject(sql, Long.class));
  }

  @Override
  public Optional<Deployment> find(Project project, String name) {
    return jdbc
        .query(
            SELECT + "AND d.project = ? AND d.name = ?",
            JdbcDeploymentStore::deployment,
            project.name(),
            name)
        .stream()
        .findFirst();
  }

  @Override
  public List<Deployment> list(Project project, int limit, String afterName) {
    return jdbc.query(
        SELECT + "AND d.project = ? AND d.name > ? ORDER BY d.name LIMIT ?",
        JdbcDeploymentStore::deployment,
        project.name(),
        afterName,
        limit);
  }

  @Override
  public List<Deployment> all() {
    return jdbc.query(SELECT + "ORDER BY d.project, d.name", JdbcDeploymentStore::deployment);
  }

  @Override
  public void insert(Deployment deployment) {
    try {
      jdbc.update(
          """
          INSERT INTO deployment (project, deployment_id, name, is_default, revision,
            routing_revision, created_at, created_by, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          deployment.project().name(),
          deployment.id(),
          deployment.name(),
          deployment.isDefault(),
          deployment.revision(),
          deployment.routingRevision(),
          Columns.of(deployment.createdAt()),
          deployment.createdBy(),
          Columns.of(deployment.updatedAt()));
    } catch (DuplicateKeyException e) {
      throw new ThermoclineException(
          ErrorKind.ALREADY_EXISTS,
          "A deployment '" + deployment.name() + "' was made meanwhile.",
          e);
    }
  }

  @Override
  public void update(Deployment deployment) {
    jdbc.update(
        """
        UPDATE deployment SET is_default = ?, revision = ?, routing_revision = ?, updated_at = ?
        WHERE project = ? AND deployment_id = ?
        """,
        deployment.isDefault(),
        deployment.revision(),
        deployment.routingRevision(),
        Columns.of(deployment.updatedAt()),
        deployment.project().name(),
        deployment.id());
  }

  @Override
  public void delete(Deployment deployment, Instant at) {
    jdbc.update(
        "UPDATE deployment SET deleted_at = ? WHERE project = ? AND deployment_id = ?",
        Columns.of(at),
        deployment.project().name(),
        deployment.id());
    removeUses(deployment);
  }

  private void removeUses(Deployment deployment) {
    jdbc.update(
        "DELETE FROM deployment_use WHERE project = ? AND deployment_id = ?",
        deployment.project().name(),
        deployment.id());
  }

  @Override
  public Optional<Deployment> defaultOf(Project project) {
    return jdbc
        .query(
            SELECT + "AND d.project = ? AND d.is_default",
            JdbcDeploymentStore::deployment,
            project.name())
        .stream()
        .findFirst();
  }

  @Override
  public void addRevision(Deployment of, DeploymentRevision revision) {
    jdbc.update(
        """
        INSERT INTO deployment_revision (project, deployment_id, revision, spec, made_at, made_by,
          reason, undoes, gate) VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?::jsonb)
        """,
        of.project().name(),
        of.id(),
        revision.revision(),
        DeploymentJson.of(revision.spec()),
        Columns.of(revision.at()),
        revision.by(),
        revision.reason(),
        revision.undoes(),
        DeploymentJson.of(revision.gate()));
  }

  @Override
  public Optional<DeploymentRevision> revision(Deployment of, int revision) {
    return jdbc
        .query(
            """
            SELECT * FROM deployment_revision
            WHERE project = ? AND deployment_id = ? AND revision = ?
            """,
            REVISION,
            of.project().name(),
            of.id(),
            revision)
        .stream()
        .findFirst();
  }

  @Override
  public List<DeploymentRevision> revisions(Deployment of, int limit, int before) {
    return jdbc.query(
        """
        SELECT * FROM deployment_revision WHERE project = ? AND deployment_id = ? AND revision < ?
        ORDER BY revision DESC LIMIT ?
        """,
        REVISION,
        of.project().name(),
        of.id(),
        before,
        limit);
  }

  @Override
  public void addResolution(Deployment of, Resolution resolution) {
    jdbc.update(
        """
        INSERT INTO deployment_resolution (project, deployment_id, routing_revision, revision,
          resolved, cause, made_at, made_by) VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
        """,
        of.project().name(),
        of.id(),
        resolution.routingRevision(),
        resolution.revision(),
        DeploymentJson.of(resolution.resolved()),
        resolution.cause(),
        Columns.of(resolution.at()),
        resolution.by());
    removeUses(of);
    for (Resolved.Version version : resolution.resolved().versions()) {
      jdbc.update(
          """
          INSERT INTO deployment_use (project, deployment_id, model_id, alias, number)
          VALUES (?, ?, ?, ?, ?)
          """,
          of.project().name(),
          of.id(),
          version.modelId(),
          version.alias(),
          version.number());
    }
  }

  @Override
  public List<Resolution> resolutions(Deployment of, int limit, long before) {
    return jdbc.query(
        """
        SELECT * FROM deployment_resolution
        WHERE project = ? AND deployment_id = ? AND routing_revision < ?
        ORDER BY routing_revision DESC LIMIT ?
        """,
        (row, _) ->
            new Resolution(
                row.getLong("routing_revision"),
                row.getInt("revision"),
                DeploymentJson.resolved(row.getString("resolved")),
                row.getString("cause"),
                Columns.instant(row, "made_at"),
                row.getString("made_by")),
        of.project().name(),
        of.id(),
        before,
        limit);
  }

  @Override
  public List<Deployment> using(
      Project project, UUID modelId, @Nullable String alias, @Nullable Integer number) {
    return jdbc.query(
        SELECT
            + """
            AND d.project = ? AND EXISTS (SELECT 1 FROM deployment_use u
              WHERE u.project = d.project AND u.deployment_id = d.deployment_id
                AND u.model_id = ? AND (?::text IS NULL OR u.alias = ?::text)
                AND (?::int IS NULL OR u.number = ?::int))
            ORDER BY d.deployment_id
            """,
        JdbcDeploymentStore::deployment,
        project.name(),
        modelId,
        alias,
        alias,
        number,
        number);
  }

  private static Deployment deployment(ResultSet row, int index) throws SQLException {
    return new Deployment(
        new Project(row.getString("project")),
        row.getObject("deployment_id", UUID.class),
        row.getString("name"),
        row.getBoolean("is_default"),
        row.getInt("revision"),
        row.getLong("routing_revision"),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        Columns.instant(row, "updated_at"),
        DeploymentJson.spec(row.getString("spec")),
        DeploymentJson.resolved(row.getString("resolved")));
  }
}
