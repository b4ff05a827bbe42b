package dev.thermocline.registry.experiment.jpa;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.LoggedModel;
import dev.thermocline.registry.experiment.LoggedModelStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Logged models as entities; tags and parameters by upsert, many in one statement. */
@Component
class JpaLoggedModelStore implements LoggedModelStore {
  private static final String TAGS =
      """
      INSERT INTO logged_model_tag (project, model_id, key, value)
      SELECT ?, ?, t.key, t.value FROM unnest(?::text[], ?::text[]) AS t (key, value)
      ORDER BY t.key COLLATE "C"
      ON CONFLICT (project, model_id, key) DO UPDATE SET value = excluded.value
      """;
  private static final String PARAMS =
      """
      INSERT INTO logged_model_param (project, model_id, key, value)
      SELECT ?, ?, p.key, p.value FROM unnest(?::text[], ?::text[]) AS p (key, value)
      ORDER BY p.key COLLATE "C" ON CONFLICT DO NOTHING
      """;
  private static final String CHANGED_PARAMS =
      """
      SELECT p.key FROM unnest(?::text[], ?::text[]) AS p (key, value)
      JOIN logged_model_param m
        ON m.project = ? AND m.model_id = ? AND m.key = p.key COLLATE "C" AND m.value <> p.value
      ORDER BY p.key COLLATE "C" LIMIT 1
      """;

  private final LoggedModelRows rows;
  private final JdbcTemplate jdbc;

  JpaLoggedModelStore(LoggedModelRows rows, JdbcTemplate jdbc) {
    this.rows = rows;
    this.jdbc = jdbc;
  }

  @Override
  @Transactional
  public void insert(Project project, LoggedModel model) {
    rows.saveAndFlush(new LoggedModelRow(project.name(), model));
    writeParams(project, model.id(), model.params());
    writeTags(project, model.id(), model.tags());
  }

  @Override
  @Transactional
  public boolean finish(Project project, String id, LoggedModel.Status status, Instant now) {
    Optional<LoggedModelRow> row = row(project, id);
    row.ifPresent(found -> found.finish(status, now));
    return row.isPresent();
  }

  @Override
  @Transactional
  public boolean delete(Project project, String id, Instant now) {
    Optional<LoggedModelRow> row = row(project, id);
    row.ifPresent(found -> found.delete(now));
    return row.isPresent();
  }

  @Override
  @Transactional
  public boolean setTags(Project project, String id, List<Entry> tags) {
    if (row(project, id).isEmpty()) {
      return false;
    }
    writeTags(project, id, tags);
    return true;
  }

  @Override
  public boolean deleteTag(Project project, String id, String key) {
    return jdbc.update(
            "DELETE FROM logged_model_tag WHERE project = ? AND model_id = ? AND key = ?",
            project.name(),
            id,
            key)
        == 1;
  }

  @Override
  @Transactional
  public boolean addParams(Project project, String id, List<Entry> params) {
    if (row(project, id).isEmpty()) {
      return false;
    }
    writeParams(project, id, params);
    return true;
  }

  private Optional<LoggedModelRow> row(Project project, String id) {
    return rows.findById(new LoggedModelKey(project.name(), id));
  }

  private void writeTags(Project project, String id, List<Entry> tags) {
    TreeMap<String, String> last = new TreeMap<>();
    tags.forEach(tag -> last.put(tag.key(), tag.value()));
    jdbc.update(
        TAGS,
        project.name(),
        id,
        last.keySet().toArray(String[]::new),
        last.values().toArray(String[]::new));
  }

  private void writeParams(Project project, String id, List<Entry> params) {
    String[] keys = params.stream().map(Entry::key).toArray(String[]::new);
    String[] values = params.stream().map(Entry::value).toArray(String[]::new);
    int added = jdbc.update(PARAMS, project.name(), id, keys, values);
    if (added == params.size()) {
      return;
    }
    jdbc.queryForList(CHANGED_PARAMS, String.class, keys, values, project.name(), id).stream()
        .findFirst()
        .ifPresent(key -> {
          throw ThermoclineException.invalid(
              "Changing param values is not allowed: the model with ID '"
                  + id
                  + "' has another value for '"
                  + key
                  + "'.");
        });
  }
}
