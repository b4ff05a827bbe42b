package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelStore;
import dev.thermocline.registry.model.Names;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Models and aliases as rows. */
@Repository
class JdbcModelStore implements ModelStore {
  private static final String SELECT =
      """
      SELECT m.*, coalesce((SELECT json_object_agg(a.alias, a.number) FROM model_alias a
        WHERE a.project = m.project AND a.model_id = m.model_id), '{}') AS aliases
      """;
  private static final String BY_NAME =
      SELECT + "FROM registered_model m WHERE project = ? AND name = ? AND deleted_at IS NULL";

  private final JdbcTemplate jdbc;
  private final Json json;
  private final ModelRows rows;

  JdbcModelStore(JdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
    this.rows = new ModelRows(json);
  }

  @Override
  public void insert(RegisteredModel model) {
    try {
      jdbc.update(
          """
          INSERT INTO registered_model (project, model_id, name, folder, description, tags, prompt,
            created_at, created_by, updated_at, last_version, revision)
          VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
          """,
          model.project().name(),
          model.id(),
          model.name(),
          model.folder(),
          model.description(),
          json.of(model.tags()),
          model.isPrompt(),
          Columns.of(model.createdAt()),
          model.createdBy(),
          Columns.of(model.updatedAt()),
          model.lastVersion(),
          model.revision());
    } catch (DuplicateKeyException e) {
      throw nameTaken(e, model);
    }
  }

  private static RuntimeException nameTaken(DuplicateKeyException e, RegisteredModel model) {
    return Columns.taken(
        e,
        "registered_model_name_unique",
        "Registered Model (name=" + Names.printable(model.name()) + ") already exists.");
  }

  @Override
  public Optional<RegisteredModel> find(Project project, String name) {
    return jdbc.query(BY_NAME, rows::model, project.name(), name).stream().findFirst();
  }

  /**
   * Two statements: one that waits read its aliases before it waited, and would show them as they
   * were.
   */
  @Override
  public Optional<RegisteredModel> lock(Project project, String name) {
    List<UUID> held =
        jdbc.query(
            """
            SELECT model_id FROM registered_model
            WHERE project = ? AND name = ? AND deleted_at IS NULL FOR NO KEY UPDATE
            """,
            (row, _) -> row.getObject(1, UUID.class),
            project.name(),
            name);
    return held.isEmpty() ? Optional.empty() : byId(project, held.getFirst());
  }

  @Override
  public Optional<RegisteredModel> lockById(Project project, UUID id) {
    List<UUID> held =
        jdbc.query(
            """
            SELECT model_id FROM registered_model
            WHERE project = ? AND model_id = ? AND deleted_at IS NULL FOR NO KEY UPDATE
            """,
            (row, _) -> row.getObject(1, UUID.class),
            project.name(),
            id);
    return held.isEmpty() ? Optional.empty() : byId(project, id);
  }

  private Optional<RegisteredModel> byId(Project project, UUID id) {
    return jdbc
        .query(
            SELECT
                + "FROM registered_model m WHERE project = ? AND model_id = ? AND deleted_at IS NULL",
            rows::model,
            project.name(),
            id)
        .stream()
        .findFirst();
  }

  @Override
  public List<RegisteredModel> findAll(Project project, Collection<UUID> ids) {
    return jdbc.query(
        SELECT
            + "FROM registered_model m WHERE project = ? AND model_id = ANY (?)"
            + " AND deleted_at IS NULL",
        rows::model,
        project.name(),
        ids.toArray(UUID[]::new));
  }

  @Override
  public Map<UUID, String> names(Project project, Collection<UUID> ids) {
    Map<UUID, String> names = new HashMap<>();
    jdbc.query(
        "SELECT model_id, name FROM registered_model WHERE project = ? AND model_id = ANY (?)",
        row -> {
          names.put(row.getObject("model_id", UUID.class), row.getString("name"));
        },
        project.name(),
        ids.toArray(UUID[]::new));
    return names;
  }

  @Override
  public List<RegisteredModel> holdAll(Project project, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    String[] wanted = names.toArray(String[]::new);
    jdbc.query(
        """
        SELECT model_id FROM registered_model
        WHERE project = ? AND name = ANY (?) AND deleted_at IS NULL ORDER BY model_id FOR SHARE
        """,
        (row, _) -> row.getObject(1, UUID.class),
        project.name(),
        wanted);
    return jdbc.query(
        SELECT
            + "FROM registered_model m WHERE project = ? AND name = ANY (?) AND deleted_at IS NULL",
        rows::model,
        project.name(),
        wanted);
  }

  @Override
  public void update(RegisteredModel model) {
    try {
      jdbc.update(
          """
          UPDATE registered_model SET name = ?, description = ?, tags = ?::jsonb, prompt = ?,
            updated_at = ?, last_version = ?, revision = ?
          WHERE project = ? AND model_id = ?
          """,
          model.name(),
          model.description(),
          json.of(model.tags()),
          model.isPrompt(),
          Columns.of(model.updatedAt()),
          model.lastVersion(),
          model.revision(),
          model.project().name(),
          model.id());
    } catch (DuplicateKeyException e) {
      throw nameTaken(e, model);
    }
  }

  @Override
  public void delete(RegisteredModel model, Instant at) {
    jdbc.update(
        "DELETE FROM model_alias WHERE project = ? AND model_id = ?",
        model.project().name(),
        model.id());
    jdbc.update(
        """
        UPDATE model_version SET deleted_at = ?
        WHERE project = ? AND model_id = ? AND deleted_at IS NULL
        """,
        Columns.of(at),
        model.project().name(),
        model.id());
    jdbc.update(
        "UPDATE registered_model SET deleted_at = ? WHERE project = ? AND model_id = ?",
        Columns.of(at),
        model.project().name(),
        model.id());
  }

  @Override
  public Search.Page<RegisteredModel> search(Project project, Search search) {
    List<Keyset.Column> columns = new ArrayList<>();
    for (Order order : search.order()) {
      columns.add(column(order));
    }
    if (columns.stream().noneMatch(column -> column.expression().equals("m.name"))) {
      columns.add(new Keyset.Column("m.name", "text", true));
    }
    Keyset keyset = new Keyset(columns);
    Sql sql =
        new Sql(SELECT + ", " + keyset.cursor() + " AS cursor FROM registered_model m")
            .add("WHERE m.project = ? AND m.deleted_at IS NULL", project.name())
            .add("AND m.prompt = ?", search.forPrompts());
    for (Condition condition : search.conditionsBesidePrompt()) {
      sql.add("AND").add(Conditions.of(condition, "m.tags", "m.name"));
    }
    sql.add("AND")
        .add(keyset.after(search.after()))
        .add("ORDER BY " + keyset.orderBy())
        .addLimitOfPage(search.limit());
    return Pages.of(
        jdbc.query(sql.text(), Pages.rows(rows::model), sql.arguments()), search.limit());
  }

  private static Keyset.Column column(Order order) {
    return switch (order.field().key()) {
      case "name" -> new Keyset.Column("m.name", "text", order.ascending());
      case "creation_timestamp" ->
          new Keyset.Column("m.created_at", "timestamptz", order.ascending());
      default -> new Keyset.Column("m.updated_at", "timestamptz", order.ascending());
    };
  }

  @Override
  public void putAlias(RegisteredModel model, String alias, int number, Instant at) {
    jdbc.update(
        """
        INSERT INTO model_alias (project, model_id, alias, number, set_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT ON CONSTRAINT model_alias_pk
        DO UPDATE SET number = excluded.number, set_at = excluded.set_at
        """,
        model.project().name(),
        model.id(),
        alias,
        number,
        Columns.of(at));
  }

  @Override
  public void removeAlias(RegisteredModel model, String alias) {
    jdbc.update(
        "DELETE FROM model_alias WHERE project = ? AND model_id = ? AND alias = ?",
        model.project().name(),
        model.id(),
        alias);
  }
}
