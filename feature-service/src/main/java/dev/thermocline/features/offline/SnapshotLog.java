package dev.thermocline.features.offline;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.Snapshot.Origin;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Adds entries to the history of views. */
@Service
public class SnapshotLog {
  private static final int MOST_DELETED = 10_000;

  private final Definitions definitions;
  private final SnapshotStore store;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  public SnapshotLog(
      Definitions definitions, SnapshotStore store, ApplicationEventPublisher events, Clock clock) {
    this.definitions = definitions;
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  /** The entry that a job made in an earlier run, if it did. */
  public Optional<Snapshot> madeBy(Project project, AppliedView view, @Nullable UUID job) {
    return job == null
        ? Optional.empty()
        : store
            .madeBy(project, view.number(), job)
            .map(number -> store.load(project, view.view().name(), view.number()).get(number));
  }

  /** Adds an entry whose files lie in object storage already. */
  @Transactional
  public Snapshot append(
      Project project,
      AppliedView view,
      Change change,
      List<SnapshotFile> files,
      Origin origin,
      String author) {
    return append(project, view, change, files, origin, author, null);
  }

  /**
   * Adds an entry whose files lie in object storage already.
   *
   * @param job the job that makes it; there is one entry of a job, whoever is first
   */
  @Transactional
  public Snapshot append(
      Project project,
      AppliedView view,
      Change change,
      List<SnapshotFile> files,
      Origin origin,
      String author,
      @Nullable UUID job) {
    Instant now = clock.instant();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    Snapshot added =
        store.append(
            project,
            view.number(),
            micros,
            job,
            number ->
                new Snapshot(
                    view.view().name(),
                    view.number(),
                    number,
                    change,
                    micros,
                    view.schema().number(),
                    files,
                    origin,
                    author,
                    now));
    events.publishEvent(new SnapshotAdded(project, added));
    return added;
  }

  /**
   * Adds an entry that says the same as others.
   *
   * @throws ThermoclineException CONFLICT when what those say was changed since {@code seen} was
   *     the newest entry
   */
  @Transactional
  public Snapshot compact(
      Project project,
      AppliedView view,
      Change.Compact change,
      int schema,
      List<SnapshotFile> files,
      long seen) {
    Instant now = clock.instant();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    return store.append(
        project,
        view.number(),
        micros,
        null,
        number -> {
          refuseChanged(store.load(project, view.view().name(), view.number()), change, seen);
          return new Snapshot(
              view.view().name(),
              view.number(),
              number,
              change,
              micros,
              schema,
              files,
              new Origin(
                  "entries %d to %d".formatted(change.first(), change.last()), true, false, true),
              "compaction",
              now);
        });
  }

  private static void refuseChanged(ViewHistory history, Change.Compact change, long seen) {
    for (Snapshot later : history.snapshots()) {
      Long target = later.retracted();
      boolean other = later.change() instanceof Change.Compact;
      if (later.number() > seen && (other || (target != null && change.covers(target)))) {
        throw ThermoclineException.conflict(
            "Entry %d of '%s' changed what was to be compacted."
                .formatted(later.number(), history.view()));
      }
    }
  }

  /** Takes an entry back: from now on nothing shows that it ever was, except the history. */
  @Transactional
  public Snapshot retract(Project project, String view, long number, String reason, Caller caller) {
    AppliedView applied = definitions.catalog(project).getView(view);
    ViewHistory history = store.load(project, view, applied.number());
    Snapshot target = history.get(number);
    if (target.change() instanceof Change.Retract) {
      throw ThermoclineException.conflict(
          "Snapshot %d of '%s' is itself a retraction and cannot be taken back. Ingest the rows again."
              .formatted(number, view));
    }
    if (target.change() instanceof Change.Compact) {
      throw ThermoclineException.conflict(
          "Snapshot %d of '%s' only holds rows of earlier ones in fewer files. Retract the one that the rows came with."
              .formatted(number, view));
    }
    if (reason.isBlank()) {
      throw ThermoclineException.invalid("reason: say why the snapshot is retracted.");
    }
    for (Snapshot snapshot : history.snapshots()) {
      Long taken = snapshot.retracted();
      if (taken != null && taken == number) {
        throw new ThermoclineException(
            ErrorKind.CONFLICT,
            "Snapshot %d of '%s' was retracted already, by entry %d."
                .formatted(number, view, snapshot.number()));
      }
    }
    return append(
        project,
        applied,
        new Change.Retract(number, reason),
        List.of(),
        Origin.NONE,
        caller.name());
  }

  /**
   * Deletes entities from a view.
   *
   * @param entities values in the order of the join keys; bytes as base64, timestamps as
   *     microseconds
   */
  @Transactional
  public Snapshot delete(
      Project project, String view, List<List<Object>> entities, String reason, Caller caller) {
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.getView(view);
    if (entities.isEmpty() || entities.size() > MOST_DELETED) {
      throw ThermoclineException.invalid(
          "entities: name 1 to %d of them at once.".formatted(MOST_DELETED));
    }
    return append(
        project,
        applied,
        new Change.Delete(entities, reason),
        List.of(),
        Origin.NONE,
        caller.name());
  }
}
