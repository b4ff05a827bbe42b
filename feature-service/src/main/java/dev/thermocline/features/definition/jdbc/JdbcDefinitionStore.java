package dev.thermocline.features.definition.jdbc;

import dev.thermocline.features.definition.AppliedService;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.DefinitionStore;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Plan;
import dev.thermocline.features.definition.PushSource;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.kit.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Definitions in Postgres: a document for each, and a row for everything that is numbered. */
@Repository
class JdbcDefinitionStore implements DefinitionStore {
  private final JdbcClient jdbc;
  private final DefinitionJson json = new DefinitionJson();

  JdbcDefinitionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Catalog load(Project project) {
    long revision =
        jdbc.sql("select revision from definition_state where project = ?")
            .param(project.name())
            .query(Long.class)
            .optional()
            .orElse(0L);
    return read(project, revision);
  }

  @Override
  public Catalog lock(Project project) {
    jdbc.sql(
            "insert into definition_state (project, revision) values (?, 0) on conflict do nothing")
        .param(project.name())
        .update();
    long revision =
        jdbc.sql("select revision from definition_state where project = ? for update")
            .param(project.name())
            .query(Long.class)
            .single();
    return read(project, revision);
  }

  // Everything is read up to the one revision, so that a change beside it is seen whole or not.
  private Catalog read(Project project, long revision) {
    SortedMap<String, Entity> entities = new TreeMap<>();
    SortedMap<String, AppliedView> views = new TreeMap<>();
    SortedMap<String, PushSource> pushSources = new TreeMap<>();
    SortedMap<String, List<AppliedService>> services = new TreeMap<>();
    Map<String, List<ViewSchema>> schemas = schemas(project, revision);
    Map<String, Integer> numbers = viewNumbers(project, revision);
    jdbc.sql(
            """
            select distinct on (sort, name) sort, name, revision, version, body from definition
            where project = ? and revision <= ? order by sort, name, revision desc
            """)
        .params(project.name(), revision)
        .query(row -> {
          String body = row.getString("body");
          if (body == null) {
            return;
          }
          String name = row.getString("name");
          switch (Plan.Sort.valueOf(row.getString("sort"))) {
            case ENTITY -> entities.put(name, json.read(body, Entity.class));
            case PUSH_SOURCE -> pushSources.put(name, json.read(body, PushSource.class));
            case VIEW ->
                views.put(
                    name,
                    new AppliedView(
                        json.read(body, FeatureView.class),
                        numbers.getOrDefault(name, 0),
                        schemas.getOrDefault(name, List.of()),
                        row.getLong("revision")));
            case FEATURE_SERVICE -> services.put(name, List.of());
          }
        });
    services.replaceAll((name, none) -> new ArrayList<>());
    jdbc.sql(
            """
            select name, revision, version, body from definition
            where project = ? and revision <= ? and sort = 'FEATURE_SERVICE' and body is not null
            order by version
            """)
        .params(project.name(), revision)
        .query(row -> {
          List<AppliedService> versions = services.get(row.getString("name"));
          if (versions != null) {
            versions.add(service(row));
          }
        });
    services.replaceAll((name, versions) -> List.copyOf(versions));
    return new Catalog(revision, entities, views, pushSources, services);
  }

  private AppliedService service(ResultSet row) throws SQLException {
    return new AppliedService(
        json.read(row.getString("body"), FeatureService.class),
        row.getInt("version"),
        row.getLong("revision"));
  }

  private Map<String, List<ViewSchema>> schemas(Project project, long revision) {
    Map<String, List<ViewSchema>> schemas = new TreeMap<>();
    jdbc.sql(
            """
            select v.name, s.number, s.columns, r.applied_at from view_schema s
            join view_number v on v.project = s.project and v.number = s.view_number
            join definition_revision r on r.project = s.project and r.revision = s.revision
            where s.project = ? and s.revision <= ?
              and (v.removed_revision is null or v.removed_revision > ?)
            order by s.view_number, s.number
            """)
        .params(project.name(), revision, revision)
        .query(row -> {
          schemas
              .computeIfAbsent(row.getString("name"), n -> new ArrayList<>())
              .add(
                  new ViewSchema(
                      row.getInt("number"),
                      json.columns(row.getString("columns")),
                      row.getTimestamp("applied_at").toInstant()));
        });
    return schemas;
  }

  private Map<String, Integer> viewNumbers(Project project, long revision) {
    Map<String, Integer> numbers = new TreeMap<>();
    jdbc.sql(
            """
            select name, number from view_number
            where project = ? and revision <= ?
              and (removed_revision is null or removed_revision > ?)
            """)
        .params(project.name(), revision, revision)
        .query(row -> {
          numbers.put(row.getString("name"), row.getInt("number"));
        });
    return numbers;
  }

  @Override
  public int highestViewNumber(Project project) {
    return jdbc.sql("select coalesce(max(number), 0) from view_number where project = ?")
        .param(project.name())
        .query(Integer.class)
        .single();
  }

  @Override
  public int highestServiceVersion(Project project, String service) {
    return jdbc.sql(
            """
            select coalesce(max(version), 0) from definition
            where project = ? and sort = 'FEATURE_SERVICE' and name = ?
            """)
        .params(project.name(), service)
        .query(Integer.class)
        .single();
  }

  @Override
  public void save(Project project, Plan plan, String author, Instant at) {
    long revision = plan.result().revision();
    jdbc.sql("update definition_state set revision = ? where project = ?")
        .params(revision, project.name())
        .update();
    jdbc.sql(
            """
            insert into definition_revision (project, revision, author, applied_at, changes)
            values (?, ?, ?, ?, ?::jsonb)
            """)
        .params(project.name(), revision, author, Timestamp.from(at), json.write(plan.changes()))
        .update();
    for (Plan.Change change : plan.changes()) {
      save(project, plan.result(), change);
    }
  }

  private void save(Project project, Catalog result, Plan.Change change) {
    String name = change.name();
    boolean gone = change.action() == Plan.Action.REMOVE;
    switch (change.sort()) {
      case ENTITY -> document(project, result, change, gone ? null : result.getEntity(name), null);
      case PUSH_SOURCE ->
          document(project, result, change, gone ? null : result.getPushSource(name), null);
      case FEATURE_SERVICE -> {
        AppliedService service = gone ? null : result.getService(name);
        document(
            project,
            result,
            change,
            service == null ? null : service.service(),
            service == null ? null : service.version());
      }
      case VIEW -> {
        AppliedView view = gone ? null : result.getView(name);
        document(project, result, change, view == null ? null : view.view(), null);
        if (view == null) {
          jdbc.sql(
                  """
                  update view_number set removed_revision = ?
                  where project = ? and name = ? and removed_revision is null
                  """)
              .params(result.revision(), project.name(), name)
              .update();
        } else {
          numbers(project, result, view, change.action() == Plan.Action.ADD);
        }
      }
    }
  }

  private void numbers(Project project, Catalog result, AppliedView view, boolean added) {
    if (added) {
      jdbc.sql("insert into view_number (project, number, name, revision) values (?, ?, ?, ?)")
          .params(project.name(), view.number(), view.view().name(), result.revision())
          .update();
    }
    jdbc.sql(
            """
            insert into view_schema (project, view_number, number, columns, revision)
            values (?, ?, ?, ?::jsonb, ?) on conflict (project, view_number, number) do nothing
            """)
        .params(
            project.name(),
            view.number(),
            view.schema().number(),
            json.write(view.schema().columns()),
            result.revision())
        .update();
  }

  private void document(
      Project project,
      Catalog result,
      Plan.Change change,
      @Nullable Object body,
      @Nullable Integer version) {
    jdbc.sql(
            """
            insert into definition (project, sort, name, revision, version, body)
            values (:project, :sort, :name, :revision, :version, :body::jsonb)
            """)
        .param("project", project.name())
        .param("sort", change.sort().name())
        .param("name", change.name())
        .param("revision", result.revision())
        .param("version", version, java.sql.Types.INTEGER)
        .param("body", body == null ? null : json.write(body), java.sql.Types.VARCHAR)
        .update();
  }

  @Override
  public List<Revision> listRevisions(Project project, long before, int limit) {
    return jdbc.sql(
            """
            select revision, author, applied_at, changes from definition_revision
            where project = ? and revision < ? order by revision desc limit ?
            """)
        .params(project.name(), before, limit)
        .query((row, n) ->
            new Revision(
                row.getLong("revision"),
                row.getString("author"),
                row.getTimestamp("applied_at").toInstant(),
                json.changes(row.getString("changes"))))
        .list();
  }
}
