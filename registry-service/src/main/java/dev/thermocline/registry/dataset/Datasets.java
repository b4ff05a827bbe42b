package dev.thermocline.registry.dataset;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The catalogue: datasets made, described, found. */
@Service
public class Datasets {
  private final DatasetStore store;
  private final DatasetEvents events;
  private final Clock clock;

  Datasets(DatasetStore store, DatasetEvents events, Clock clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  /** Throws ALREADY_EXISTS. */
  @Transactional
  public Dataset create(
      Project project, Caller caller, @Nullable String name, Zone zone, Dataset.About about) {
    Dataset made = fresh(project, DatasetNames.dataset(name), zone, checked(about), caller.name());
    if (!store.insert(made)) {
      throw new ThermoclineException(
          dev.thermocline.kit.error.ErrorKind.ALREADY_EXISTS,
          "There is a dataset '" + made.name() + "' already. Add a version to it, or describe it.");
    }
    events.dataset("dataset.created", made, caller.name());
    return made;
  }

  /** The dataset, made if there is none. */
  Dataset ensure(Project project, String by, String name, Zone zone) {
    Dataset made = fresh(project, DatasetNames.dataset(name), zone, Dataset.About.NOTHING, by);
    if (store.insert(made)) {
      events.dataset("dataset.created", made, by);
      return made;
    }
    return get(project, name);
  }

  private Dataset fresh(Project project, String name, Zone zone, Dataset.About about, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Dataset(project, UUID.randomUUID(), name, zone, about, 0, 1, now, by, now);
  }

  @Transactional
  public Dataset describe(
      Project project, Caller caller, @Nullable String name, Dataset.About about) {
    String checkedName = DatasetNames.dataset(name);
    Dataset.About said = checked(about);
    Dataset held = store.lock(project, checkedName).orElseThrow(() -> notFound(checkedName));
    if (held.about().equals(said)) {
      return held;
    }
    Dataset changed = held.described(said, after(clock, held.updatedAt()));
    store.update(changed);
    events.dataset("dataset.changed", changed, caller.name());
    return changed;
  }

  public Dataset get(Project project, @Nullable String name) {
    String checked = DatasetNames.dataset(name);
    return store.find(project, checked).orElseThrow(() -> notFound(checked));
  }

  public List<Dataset> list(
      Project project, @Nullable Zone zone, @Nullable String containing, String after, int most) {
    return store.list(project, zone, DatasetNames.optionalText("search", containing), after, most);
  }

  private static Dataset.About checked(Dataset.About about) {
    return new Dataset.About(
        DatasetNames.optionalText("description", about.description()),
        DatasetNames.optionalText("licence", about.licence()),
        DatasetNames.optionalText("citation", about.citation()),
        DatasetNames.tags(about.tags()));
  }

  /** Now, but not before an earlier change: history stays in order when the clock steps back. */
  static Instant after(Clock clock, Instant earlier) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return now.isBefore(earlier) ? earlier : now;
  }

  static ThermoclineException notFound(String name) {
    return ThermoclineException.notFound(
        "There is no dataset '" + DatasetNames.printable(name) + "'.");
  }
}
