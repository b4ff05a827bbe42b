package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.model.Stage;
import dev.thermocline.registry.model.VersionRef;
import dev.thermocline.registry.model.VersionStore;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Versions as rows. */
@Repository
class JdbcVersionStore implements VersionStore {
  private static final String FROM =
      """
      FROM model_version v JOIN registered_model m
        ON m.project = v.project AND m.model_id = v.model_id
      """;
  private static final String WITH_ALIASES =
      """
      SELECT v.*, m.name AS model, coalesce((SELECT array_agg(a.alias ORDER BY a.alias)
        FROM model_alias a WHERE a.project = v.project AND a.model_id = v.model_id
        AND a.number = v.number), '{}') AS aliases
      """;
  private static final String WITHOUT_ALIASES =
      "SELECT v.*, m.name AS model, NULL::text[] AS aliases ";
  private static final String LIVE =
      "WHERE v.project = ? AND m.name = ? AND m.deleted_at IS NULL AND v.deleted_at IS NULL ";

  /** Known before the search begins, which then reads that model's versions and no others. */
  private static final String OF_ONE_MODEL =
      """
      AND v.model_id = (SELECT n.model_id FROM registered_model n
        WHERE n.project = ? AND n.name = ? AND n.deleted_at IS NULL)
      """;

  private final JdbcTemplate jdbc;
  private final Json json;
  private final VersionRows rows;

  JdbcVersionStore(JdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
    this.rows = new VersionRows(json);
  }

  @Override
  public void insert(ModelVersion version) {
    try {
      jdbc.update(
          """
          INSERT INTO model_version (project, model_id, number, label, description, tags, stage,
            source, run_id, run_link, logged_model_id, status, external, created_at, created_by,
            updated_at)
          VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          version.project().name(),
          version.modelId(),
          version.number(),
          version.label(),
          version.description(),
          json.of(version.tags()),
          version.stage().word(),
          version.source(),
          version.runId(),
          version.runLink(),
          version.loggedModelId(),
          version.status().name(),
          version.external(),
          Columns.of(version.createdAt()),
          version.createdBy(),
          Columns.of(version.updatedAt()));
    } catch (DuplicateKeyException e) {
      throw labelTaken(e, version);
    }
  }

  private static RuntimeException labelTaken(DuplicateKeyException e, ModelVersion version) {
    return Columns.taken(
        e,
        "model_version_label_unique",
        "The label '"
            + version.label()
            + "' belongs to another version of "
            + version.model()
            + ". Choose another label, or take it away from that version first.");
  }

  @Override
  public Optional<ModelVersion> find(Project project, String model, VersionRef ref) {
    List<ModelVersion> found =
        switch (ref) {
          case VersionRef.ByNumber(int number) -> one(project, model, "AND v.number = ?", number);
          case VersionRef.ByLabel(String label) -> one(project, model, "AND v.label = ?", label);
          case VersionRef.ByAlias(String alias) ->
              one(
                  project,
                  model,
                  """
                  AND v.number = (SELECT a.number FROM model_alias a
                    WHERE a.project = m.project AND a.model_id = m.model_id AND a.alias = ?)
                  """,
                  alias);
        };
    return found.stream().findFirst();
  }

  private List<ModelVersion> one(Project project, String model, String condition, Object value) {
    return jdbc.query(
        WITH_ALIASES + FROM + LIVE + condition, rows::version, project.name(), model, value);
  }

  @Override
  public List<ModelVersion> findAll(Project project, Map<UUID, List<Integer>> numbers) {
    List<UUID> models = new ArrayList<>();
    List<Integer> wanted = new ArrayList<>();
    numbers.forEach((model, each) ->
        each.forEach(number -> {
          models.add(model);
          wanted.add(number);
        }));
    return jdbc.query(
        WITHOUT_ALIASES
            + FROM
            + """
            JOIN unnest(?::uuid[], ?::int[]) AS wanted (model_id, number)
              ON wanted.model_id = v.model_id AND wanted.number = v.number
            WHERE v.project = ?
            """,
        rows::version,
        models.toArray(UUID[]::new),
        wanted.toArray(Integer[]::new),
        project.name());
  }

  @Override
  public void update(ModelVersion version) {
    try {
      jdbc.update(
          """
          UPDATE model_version SET label = ?, description = ?, tags = ?::jsonb, stage = ?,
            updated_at = ? WHERE project = ? AND model_id = ? AND number = ?
          """,
          version.label(),
          version.description(),
          json.of(version.tags()),
          version.stage().word(),
          Columns.of(version.updatedAt()),
          version.project().name(),
          version.modelId(),
          version.number());
    } catch (DuplicateKeyException e) {
      throw labelTaken(e, version);
    }
  }

  @Override
  public void delete(ModelVersion version, Instant at) {
    jdbc.update(
        """
        UPDATE model_version SET deleted_at = ?, updated_at = ?
        WHERE project = ? AND model_id = ? AND number = ?
        """,
        Columns.of(at),
        Columns.of(at),
        version.project().name(),
        version.modelId(),
        version.number());
  }

  @Override
  public List<ModelVersion> latestPerStage(Project project, List<UUID> models) {
    if (models.isEmpty()) {
      return List.of();
    }
    return jdbc.query(
        """
        SELECT DISTINCT ON (v.model_id, v.stage) v.*, m.name AS model,
          coalesce((SELECT array_agg(a.alias ORDER BY a.alias) FROM model_alias a
            WHERE a.project = v.project AND a.model_id = v.model_id AND a.number = v.number), '{}')
          AS aliases
        """
            + FROM
            + """
            WHERE v.project = ? AND v.model_id = ANY (?) AND v.deleted_at IS NULL
            ORDER BY v.model_id, v.stage, v.number DESC
            """,
        rows::version,
        project.name(),
        models.toArray(UUID[]::new));
  }

  @Override
  public List<ModelVersion> inStage(RegisteredModel model, Stage stage) {
    return jdbc.query(
        WITHOUT_ALIASES
            + FROM
            + """
            WHERE v.project = ? AND v.model_id = ? AND v.stage = ? AND v.deleted_at IS NULL
            ORDER BY v.number
            """,
        rows::version,
        model.project().name(),
        model.id(),
        stage.word());
  }

  @Override
  public Search.Page<ModelVersion> search(Project project, Search search) {
    List<Keyset.Column> columns = new ArrayList<>();
    List<Order> orders = search.order();
    if (orders.isEmpty()) {
      columns.add(new Keyset.Column("v.updated_at", "timestamptz", false));
    }
    for (Order order : orders) {
      columns.add(column(order));
    }
    addUnlessThere(columns, new Keyset.Column("m.name", "text", true));
    addUnlessThere(columns, new Keyset.Column("v.number", "integer", false));
    Keyset keyset = new Keyset(columns);
    Sql sql =
        new Sql(WITHOUT_ALIASES + ", " + keyset.cursor() + " AS cursor " + FROM)
            .add("WHERE v.project = ? AND v.deleted_at IS NULL", project.name())
            .add("AND m.prompt = ?", search.forPrompts());
    for (Condition condition : search.conditionsBesidePrompt()) {
      sql.add("AND").add(Conditions.ofVersion(condition));
      if (condition.field().key().equals("name") && condition.operator() == Operator.EQUAL) {
        sql.add(OF_ONE_MODEL, project.name(), condition.text());
      }
    }
    sql.add("AND")
        .add(keyset.after(search.after()))
        .add("ORDER BY " + keyset.orderBy())
        .addLimitOfPage(search.limit());
    return Pages.of(
        jdbc.query(sql.text(), Pages.rows(rows::version), sql.arguments()), search.limit());
  }

  private static void addUnlessThere(List<Keyset.Column> columns, Keyset.Column column) {
    if (columns.stream().noneMatch(c -> c.expression().equals(column.expression()))) {
      columns.add(column);
    }
  }

  private static Keyset.Column column(Order order) {
    return switch (order.field().key()) {
      case "name" -> new Keyset.Column("m.name", "text", order.ascending());
      case "version_number" -> new Keyset.Column("v.number", "integer", order.ascending());
      case "creation_timestamp" ->
          new Keyset.Column("v.created_at", "timestamptz", order.ascending());
      default -> new Keyset.Column("v.updated_at", "timestamptz", order.ascending());
    };
  }
}
