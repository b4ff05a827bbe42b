package dev.thermocline.registry.model.jdbc;

import dev.thermocline.registry.model.ModelBatches;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelWrites;
import dev.thermocline.registry.model.RegisteredModel;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.stereotype.Repository;

/**
 * Several models in one round trip to read and one to write: statements that are sent together,
 * each of which sees what those before it did. Columns travel as arrays.
 */
@Repository
class JdbcModelBatches implements ModelBatches {
  /**
   * Behind a subquery, so that no plan depends on how long the arrays are: where it does, Postgres
   * plans anew each time, which takes longer than to run it.
   */
  private static final String WANTED =
      """
      FROM unnest((SELECT ?::text[]), (SELECT ?::text[])) AS wanted (project, name)
      JOIN registered_model m ON m.project = wanted.project AND m.name = wanted.name
        AND m.deleted_at IS NULL
      """;

  /**
   * Aliases, and whether deployments serve them, are read by a statement of their own: one that
   * waits read them before it waited, and would show them as they were.
   */
  private static final String HOLD =
      "SELECT m.* "
          + WANTED
          + "ORDER BY m.model_id FOR NO KEY UPDATE OF m;\n"
          + "SELECT a.model_id, a.alias, a.number, EXISTS (SELECT 1 FROM deployment_use u"
          + " WHERE u.project = a.project AND u.model_id = a.model_id AND u.alias = a.alias) AS served "
          + WANTED
          + "JOIN model_alias a ON a.project = m.project AND a.model_id = m.model_id";

  private static final String ALIASES =
      """
      INSERT INTO model_alias (project, model_id, alias, number, set_at)
      SELECT * FROM unnest(?::text[], ?::uuid[], ?::text[], ?::int[], ?::timestamptz[])
      ON CONFLICT ON CONSTRAINT model_alias_pk
      DO UPDATE SET number = excluded.number, set_at = excluded.set_at
      """;

  private static final String MODELS =
      """
      UPDATE registered_model m
      SET last_version = w.last_version, revision = w.revision, updated_at = w.updated_at
      FROM unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[], ?::timestamptz[])
        AS w (project, model_id, last_version, revision, updated_at)
      WHERE m.project = w.project AND m.model_id = w.model_id
      """;

  private static final String VERSIONS =
      """
      INSERT INTO model_version (project, model_id, number, label, description, tags, stage, source,
        run_id, run_link, logged_model_id, status, external, created_at, created_by, updated_at)
      SELECT project, model_id, number, label, description, tags::jsonb, stage, source,
        run_id, run_link, logged_model_id, status, external, created_at, created_by, updated_at
      FROM unnest(?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bool[], ?::timestamptz[],
          ?::text[], ?::timestamptz[])
        AS w (project, model_id, number, label, description, tags, stage, source, run_id, run_link,
          logged_model_id, status, external, created_at, created_by, updated_at)
      """;

  /**
   * The offset keeps the versions apart: each is looked up by its key, where a plan made while
   * there were few of them would go through all.
   */
  private static final String MOVES =
      """
      INSERT INTO alias_move (project, model_id, alias, revision, from_number, to_number, moved_at,
        moved_by, reason, undoes)
      SELECT w.* FROM unnest(?::text[], ?::uuid[], ?::text[], ?::bigint[], ?::int[], ?::int[],
          ?::timestamptz[], ?::text[], ?::text[], ?::bigint[])
        AS w (project, model_id, alias, revision, from_number, to_number, moved_at, moved_by,
          reason, undoes)
      CROSS JOIN LATERAL (SELECT FROM model_version v WHERE v.project = w.project
        AND v.model_id = w.model_id AND v.number = w.to_number AND v.deleted_at IS NULL OFFSET 0)
        AS there
      """;

  private final JdbcTemplate jdbc;
  private final Json json;
  private final ModelRows rows;

  JdbcModelBatches(JdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
    this.rows = new ModelRows(json);
  }

  @Override
  public List<Held> hold(Collection<Key> wanted) {
    List<Key> keys = List.copyOf(wanted);
    String[] projects = column(keys, String[]::new, key -> key.project().name());
    String[] names = column(keys, String[]::new, Key::name);
    PreparedStatementCallback<List<Held>> held =
        statement -> {
          for (int i = 0; i < 4; i += 2) {
            statement.setObject(i + 1, projects);
            statement.setObject(i + 2, names);
          }
          statement.execute();
          List<RegisteredModel> models = models(statement);
          statement.getMoreResults();
          return withAliases(models, statement);
        };
    return Objects.requireNonNull(jdbc.execute(HOLD, held));
  }

  private List<RegisteredModel> models(PreparedStatement statement) throws SQLException {
    List<RegisteredModel> models = new ArrayList<>();
    try (ResultSet found = statement.getResultSet()) {
      while (found.next()) {
        models.add(rows.model(found, Map.of()));
      }
    }
    return models;
  }

  private static List<Held> withAliases(List<RegisteredModel> models, PreparedStatement statement)
      throws SQLException {
    Map<UUID, Map<String, Integer>> aliases = new HashMap<>();
    Map<UUID, Set<String>> served = new HashMap<>();
    try (ResultSet found = statement.getResultSet()) {
      while (found.next()) {
        UUID model = found.getObject("model_id", UUID.class);
        String alias = found.getString("alias");
        aliases.computeIfAbsent(model, _ -> new HashMap<>()).put(alias, found.getInt("number"));
        if (found.getBoolean("served")) {
          served.computeIfAbsent(model, _ -> new HashSet<>()).add(alias);
        }
      }
    }
    return models.stream()
        .map(model ->
            new Held(
                model.withAliases(aliases.getOrDefault(model.id(), Map.of())),
                served.getOrDefault(model.id(), Set.of())))
        .toList();
  }

  @Override
  public boolean write(ModelWrites writes) {
    // The moves first: how many were written tells whether all their versions are there.
    Statements statements = new Statements();
    int moves = writes.moves().size();
    if (moves > 0) {
      addMoves(statements, writes.moves());
      addAliases(statements, List.copyOf(writes.aliases()));
    }
    if (!writes.models().isEmpty()) {
      addModels(statements, List.copyOf(writes.models()));
    }
    if (!writes.versions().isEmpty()) {
      addVersions(statements, writes.versions());
    }
    int changed = statements.run(jdbc);
    return moves == 0 || changed == moves;
  }

  private static void addAliases(Statements statements, List<ModelWrites.AliasPlace> places) {
    statements.add(
        ALIASES,
        column(places, String[]::new, place -> place.model().project().name()),
        column(places, UUID[]::new, place -> place.model().id()),
        column(places, String[]::new, ModelWrites.AliasPlace::alias),
        column(places, Integer[]::new, ModelWrites.AliasPlace::number),
        times(places, ModelWrites.AliasPlace::at));
  }

  private static void addModels(Statements statements, List<RegisteredModel> models) {
    statements.add(
        MODELS,
        column(models, String[]::new, model -> model.project().name()),
        column(models, UUID[]::new, RegisteredModel::id),
        column(models, Integer[]::new, RegisteredModel::lastVersion),
        column(models, Long[]::new, RegisteredModel::revision),
        times(models, RegisteredModel::updatedAt));
  }

  private void addVersions(Statements statements, List<ModelVersion> versions) {
    statements.add(
        VERSIONS,
        column(versions, String[]::new, version -> version.project().name()),
        column(versions, UUID[]::new, ModelVersion::modelId),
        column(versions, Integer[]::new, ModelVersion::number),
        column(versions, String[]::new, ModelVersion::label),
        column(versions, String[]::new, ModelVersion::description),
        column(versions, String[]::new, version -> json.of(version.tags())),
        column(versions, String[]::new, version -> version.stage().word()),
        column(versions, String[]::new, ModelVersion::source),
        column(versions, String[]::new, ModelVersion::runId),
        column(versions, String[]::new, ModelVersion::runLink),
        column(versions, String[]::new, ModelVersion::loggedModelId),
        column(versions, String[]::new, version -> version.status().name()),
        column(versions, Boolean[]::new, ModelVersion::external),
        times(versions, ModelVersion::createdAt),
        column(versions, String[]::new, ModelVersion::createdBy),
        times(versions, ModelVersion::updatedAt));
  }

  private static void addMoves(Statements statements, List<ModelWrites.MadeMove> moves) {
    statements.add(
        MOVES,
        column(moves, String[]::new, made -> made.model().project().name()),
        column(moves, UUID[]::new, made -> made.model().id()),
        column(moves, String[]::new, made -> made.move().alias()),
        column(moves, Long[]::new, made -> made.move().revision()),
        column(moves, Integer[]::new, made -> made.move().from()),
        column(moves, Integer[]::new, made -> made.move().to()),
        times(moves, made -> made.move().at()),
        column(moves, String[]::new, made -> made.move().by()),
        column(moves, String[]::new, made -> made.move().reason()),
        column(moves, Long[]::new, made -> made.move().undoes()));
  }

  private static <T, C> C[] column(
      List<T> rows, IntFunction<C[]> array, Function<T, ? extends @Nullable C> value) {
    return rows.stream().map(value).toArray(array);
  }

  private static <T> String[] times(List<T> rows, Function<T, Instant> time) {
    return column(rows, String[]::new, row -> time.apply(row).toString());
  }
}
