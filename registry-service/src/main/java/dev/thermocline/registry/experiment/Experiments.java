package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Everything that is done with experiments as a whole. */
@Service
public class Experiments {
  private static final int MAX_PAGE = 50_000;

  private final ExperimentStore store;
  private final ExperimentSearch search;
  private final Clock clock;

  Experiments(ExperimentStore store, ExperimentSearch search, Clock clock) {
    this.store = store;
    this.search = search;
    this.clock = clock;
  }

  public Experiment create(
      Project project, String name, @Nullable String artifactLocation, List<Entry> tags) {
    LogRules.checkExperimentName(name);
    if (artifactLocation != null) {
      LogRules.checkLocation(artifactLocation);
    }
    tags.forEach(LogRules::checkExperimentTag);
    if (name.equals(Experiment.DEFAULT_NAME)) {
      ensureDefault(project);
    }
    return store.insert(project, null, name, artifactLocation, tags, clock.instant());
  }

  public Experiment get(Project project, long id) {
    return find(project, id).orElseThrow(() -> notFound(id));
  }

  public Optional<Experiment> findByName(Project project, String name) {
    if (name.equals(Experiment.DEFAULT_NAME)) {
      ensureDefault(project);
    }
    return store.findByName(project, name);
  }

  public Page<Experiment> search(Project project, ExperimentQuery query) {
    if (query.limit() < 1 || query.limit() > MAX_PAGE) {
      throw ThermoclineException.invalid(
          "Invalid value "
              + query.limit()
              + " for parameter 'max_results' supplied: it must be from 1 to "
              + MAX_PAGE
              + ".");
    }
    ensureDefault(project);
    return search.search(project, query);
  }

  public void rename(Project project, long id, String name) {
    LogRules.checkExperimentName(name);
    requireActive(get(project, id));
    store.rename(project, id, name, clock.instant());
  }

  /** Its runs go with it. */
  public void delete(Project project, long id) {
    find(project, id);
    if (!store.delete(project, id, clock.instant())) {
      throw notFound(id);
    }
  }

  public void restore(Project project, long id) {
    if (!store.restore(project, id, clock.instant())) {
      throw notFound(id);
    }
  }

  public void setTag(Project project, long id, Entry tag) {
    LogRules.checkExperimentTag(tag);
    requireActive(get(project, id));
    store.setTag(project, id, tag);
  }

  public void deleteTag(Project project, long id, String key) {
    requireActive(get(project, id));
    if (!store.deleteTag(project, id, key)) {
      throw ThermoclineException.notFound(
          "No tag with name: " + key + " in experiment with id " + id);
    }
  }

  private Optional<Experiment> find(Project project, long id) {
    Optional<Experiment> found = store.find(project, id);
    if (found.isEmpty() && id == Experiment.DEFAULT_ID) {
      ensureDefault(project);
      return store.find(project, id);
    }
    return found;
  }

  private void ensureDefault(Project project) {
    if (store.find(project, Experiment.DEFAULT_ID).isPresent()) {
      return;
    }
    try {
      store.insert(
          project,
          Experiment.DEFAULT_ID,
          Experiment.DEFAULT_NAME,
          null,
          List.of(),
          clock.instant());
    } catch (ThermoclineException e) {
      if (e.kind() != ErrorKind.ALREADY_EXISTS) {
        throw e;
      }
      // Somebody else made it in the same moment, or an experiment of that name stands in its
      // place.
    }
  }

  private static void requireActive(Experiment experiment) {
    if (experiment.deleted()) {
      throw ThermoclineException.invalid(
          "The experiment "
              + experiment.id()
              + " must be in the 'active' state. Current state is deleted. Restore it first.");
    }
  }

  private static ThermoclineException notFound(long id) {
    return ThermoclineException.notFound("No Experiment with id=" + id + " exists");
  }
}
