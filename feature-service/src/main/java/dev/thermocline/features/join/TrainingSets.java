package dev.thermocline.features.join;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.join.TrainingSet.Keeping;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of joins once they are done: versions of datasets in the registry, which hears of
 * them as soon as it answers, and files that go after 30 days unless a run or a person keeps them.
 */
public final class TrainingSets {
  public static final Duration LIFETIME = Duration.ofDays(30);

  private static final Logger log = LoggerFactory.getLogger(TrainingSets.class);
  private static final int BATCH = 100;

  private final TrainingSetStore store;
  private final DatasetRegistry registry;
  private final ObjectStore objects;
  private final JoinPlaces places;
  private final Clock clock;

  public TrainingSets(
      TrainingSetStore store,
      DatasetRegistry registry,
      ObjectStore objects,
      JoinPlaces places,
      Clock clock) {
    this.store = store;
    this.registry = registry;
    this.objects = objects;
    this.places = places;
    this.clock = clock;
  }

  /** Notes what a join made and tries to tell the registry; where that fails it is tried later. */
  Optional<JoinReport.Dataset> made(
      Project project,
      UUID join,
      String dataset,
      TrainingSetContent content,
      @Nullable String keeper) {
    store.add(project, join, dataset, content, clock.instant());
    if (keeper != null) {
      keep(project, join, keeper, "asked for with the join");
    }
    register(new TrainingSetStore.Waiting(project, join, dataset, content));
    return store
        .find(project, join)
        .map(TrainingSet::version)
        .map(v ->
            new JoinReport.Dataset(
                dataset, v.version(), v.digest(), v.mlflowDigest(), v.location()));
  }

  /** Tells the registry of those that it does not have yet. */
  public void registerWaiting() {
    for (TrainingSetStore.Waiting waiting : store.waiting(BATCH)) {
      if (!register(waiting)) {
        return;
      }
    }
  }

  /** Whether the registry answered. */
  private boolean register(TrainingSetStore.Waiting set) {
    try {
      TrainingSet.Version version =
          registry.register(set.project(), set.join(), set.dataset(), set.content());
      store.registered(set.project(), set.join(), version);
      return true;
    } catch (DatasetRegistry.Away e) {
      log.atInfo()
          .addKeyValue("join", set.join())
          .log("The registry did not take a training set and is asked again: {}", e.getMessage());
      store.failed(set.project(), set.join(), String.valueOf(e.getMessage()), false);
      return false;
    } catch (ThermoclineException e) {
      store.failed(set.project(), set.join(), String.valueOf(e.getMessage()), true);
      return true;
    }
  }

  public Optional<TrainingSet> find(Project project, UUID join) {
    return store.find(project, join);
  }

  /** From now on the files stay until they are released. */
  public TrainingSet keep(Project project, UUID join, String by, String why) {
    if (why.isBlank()) {
      throw ThermoclineException.invalid(
          "Say what keeps it: 'run', the id of a run, or 'reason', in words.");
    }
    get(project, join);
    if (!store.keep(project, join, new Keeping(by, why, clock.instant()))) {
      throw gone(join);
    }
    return get(project, join);
  }

  /** The files go again when their time is over. */
  public TrainingSet release(Project project, UUID join) {
    get(project, join);
    store.release(project, join);
    return get(project, join);
  }

  private TrainingSet get(Project project, UUID join) {
    return store
        .find(project, join)
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "There is no join %s that made a training set.".formatted(join)));
  }

  /** Refuses to give rows that are gone. */
  void refuseSwept(Project project, UUID join) {
    if (store.find(project, join).filter(s -> s.sweptAt() != null).isPresent()) {
      throw gone(join);
    }
  }

  private static ThermoclineException gone(UUID join) {
    return new ThermoclineException(
        ErrorKind.NOT_FOUND,
        "The rows of the join %s were removed, %d days after they were made, because nobody kept them. Ask for the same join with the same snapshots: it gives the same rows."
            .formatted(join, LIFETIME.toDays()));
  }

  /**
   * Removes the files of joins that nobody keeps, entity rows that were sent for them among them,
   * once their time is over. Tells how many.
   */
  public int sweep() {
    Instant now = clock.instant();
    int removed = 0;
    for (Project project : store.projects()) {
      for (ObjectInfo object : old(project, now.minus(LIFETIME))) {
        if (mayGo(project, object, now)) {
          objects.delete(object.address());
          removed++;
        }
      }
    }
    return removed;
  }

  private List<ObjectInfo> old(Project project, Instant before) {
    List<ObjectInfo> old = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = objects.list(places.bucket(), places.prefix(project), next, 1000);
      page.objects().stream().filter(o -> o.modifiedAt().isBefore(before)).forEach(old::add);
      next = page.next();
    } while (next != null);
    return old;
  }

  private boolean mayGo(Project project, ObjectInfo object, Instant now) {
    String inner = object.address().key().substring(places.prefix(project).length());
    String folder = inner.substring(0, Math.max(0, inner.indexOf('/')));
    if (folder.equals(JoinPlaces.ENTITY_ROWS)) {
      return true;
    }
    try {
      UUID join = UUID.fromString(folder);
      return store.find(project, join).isEmpty() || store.sweep(project, join, now);
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
  }
}
