package dev.thermocline.registry.experiment.jpa;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.ExperimentStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Experiments as entities; their tags by upsert, because two callers who set the same new tag would
 * fail each other as entities.
 */
@Component
class JpaExperimentStore implements ExperimentStore {
  private static final String SET_TAG =
      """
      INSERT INTO experiment_tag (project, experiment_id, key, value) VALUES (?, ?, ?, ?)
      ON CONFLICT (project, experiment_id, key) DO UPDATE SET value = excluded.value
      """;

  private final ExperimentRows rows;
  private final JdbcTemplate jdbc;

  JpaExperimentStore(ExperimentRows rows, JdbcTemplate jdbc) {
    this.rows = rows;
    this.jdbc = jdbc;
  }

  @Override
  @Transactional
  public Experiment insert(
      Project project,
      @Nullable Long id,
      String name,
      @Nullable String artifactLocation,
      List<Entry> tags,
      Instant now) {
    long number = id == null ? rows.nextNumber() : id;
    ExperimentRow row =
        new ExperimentRow(
            new ExperimentKey(project.name(), number),
            name,
            artifactLocation == null ? "mlflow-artifacts:/" + number : artifactLocation,
            now);
    save(row, name);
    TreeMap<String, String> last = new TreeMap<>();
    tags.forEach(tag -> last.put(tag.key(), tag.value()));
    last.forEach((key, value) -> jdbc.update(SET_TAG, project.name(), number, key, value));
    return row.experiment(last);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Experiment> find(Project project, long id) {
    return rows.findById(new ExperimentKey(project.name(), id)).map(this::withTags);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Experiment> findByName(Project project, String name) {
    return rows.findByName(project.name(), name).map(this::withTags);
  }

  @Override
  @Transactional
  public void rename(Project project, long id, String name, Instant now) {
    rows.findById(new ExperimentKey(project.name(), id))
        .ifPresent(row -> {
          row.rename(name, now);
          save(row, name);
        });
  }

  @Override
  @Transactional
  public boolean delete(Project project, long id, Instant now) {
    boolean changed = rows.delete(project.name(), id, now.toEpochMilli()) == 1;
    if (changed) {
      jdbc.update(
          "UPDATE run SET deleted_at = ? WHERE project = ? AND experiment_id = ? AND deleted_at IS NULL",
          now.toEpochMilli(),
          project.name(),
          id);
    }
    return changed;
  }

  @Override
  @Transactional
  public boolean restore(Project project, long id, Instant now) {
    boolean changed = rows.restore(project.name(), id, now.toEpochMilli()) == 1;
    if (changed) {
      jdbc.update(
          "UPDATE run SET deleted_at = NULL WHERE project = ? AND experiment_id = ?",
          project.name(),
          id);
    }
    return changed;
  }

  @Override
  public void setTag(Project project, long id, Entry tag) {
    jdbc.update(SET_TAG, project.name(), id, tag.key(), tag.value());
  }

  @Override
  public boolean deleteTag(Project project, long id, String key) {
    return jdbc.update(
            "DELETE FROM experiment_tag WHERE project = ? AND experiment_id = ? AND key = ?",
            project.name(),
            id,
            key)
        == 1;
  }

  private void save(ExperimentRow row, String name) {
    try {
      rows.saveAndFlush(row);
    } catch (DataIntegrityViolationException e) {
      if (e.getCause() instanceof ConstraintViolationException violation
          && violation.getConstraintName() != null
          && violation.getConstraintName().startsWith("experiment_")) {
        throw new ThermoclineException(
            ErrorKind.ALREADY_EXISTS,
            "Experiment(name="
                + name
                + ") already exists. Choose another name; if it was deleted, restore it or remove"
                + " it for good.",
            e);
      }
      throw e;
    }
  }

  private Experiment withTags(ExperimentRow row) {
    SortedMap<String, String> tags = new TreeMap<>();
    jdbc.query(
        "SELECT key, value FROM experiment_tag WHERE project = ? AND experiment_id = ?",
        found -> {
          tags.put(found.getString(1), found.getString(2));
        },
        row.getId().project(),
        row.getId().experimentId());
    return row.experiment(tags);
  }
}
