package dev.thermocline.features.materialize;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.materialize.Materialization.Ending;
import dev.thermocline.features.materialize.Materialization.Outcome;
import dev.thermocline.features.materialize.Materialization.Progress;
import dev.thermocline.features.materialize.Materialization.Scope;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Starts runs and tells about them. One run over a view at a time. */
@Service
public class Materializations {
  /** A run visits every entity once a third of their retention has passed since the last time. */
  private static final int RENEWALS_IN_RETENTION = 3;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Definitions definitions;
  private final OfflineStore offline;
  private final MaterializationStore store;
  private final MaterializeJob job;
  private final Jobs jobs;
  private final Clock clock;

  public Materializations(
      Definitions definitions,
      OfflineStore offline,
      MaterializationStore store,
      MaterializeJob job,
      Jobs jobs,
      Clock clock) {
    this.definitions = definitions;
    this.offline = offline;
    this.store = store;
    this.job = job;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** What somebody asks for: everything since the last time, or the events of a range. */
  public sealed interface Wanted {
    /**
     * Everything since the last success.
     *
     * @param renew whether rows without news are kept online
     */
    record Incremental(boolean renew) implements Wanted {}

    /** The newest row with an event in the range, of each entity that has one. */
    record Range(TimeRange events) implements Wanted {}

    /** Everything again, because Redis lost it. */
    record Whole() implements Wanted {}
  }

  /** Starts a run over each of the views, or over none of them. */
  @Transactional
  public List<Materialization> start(
      Project project, List<String> views, Wanted wanted, Caller caller) {
    return views.stream().map(view -> start(project, view, wanted, caller)).toList();
  }

  /** The views of a project that are served online. */
  public List<String> onlineViews(Project project) {
    return definitions.catalog(project).views().values().stream()
        .filter(v -> v.view().serving().online())
        .map(v -> v.view().name())
        .toList();
  }

  public Materialization get(Project project, UUID id) {
    return store
        .find(id)
        .filter(run -> run.project().equals(project))
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "There is no materialization %s in project '%s'.".formatted(id, project.name())));
  }

  /** Whether rows of a view's files were ever brought online. */
  boolean wasMaterialized(Project project, String view) {
    return !store.list(project, view, clock.instant().plusSeconds(1), 1).isEmpty();
  }

  /** The run over a view that has not ended. */
  Optional<Materialization> findOpen(Project project, String view) {
    return store.findOpen(project, definitions.catalog(project).getView(view).number());
  }

  /** The job of a run: its state, rows a second and what is left. */
  public Job job(Materialization run) {
    return jobs.get(run.project(), MaterializeJob.KIND, run.id());
  }

  /** The job of a run at its end, or as it stands after so long. */
  public Job await(Materialization run, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    Job job = job(run);
    while (!job.state().isEnd() && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN_LOOKS);
      job = job(run);
    }
    return job;
  }

  public List<Materialization> list(
      Project project, @Nullable String view, Instant before, int limit) {
    return store.list(project, view, before, limit);
  }

  public Materialization cancel(Project project, UUID id) {
    Materialization run = get(project, id);
    if (jobs.cancel(project, MaterializeJob.KIND, id).state() == Job.State.CANCELLED) {
      store.end(id, new Ending(Outcome.CANCELLED, clock.instant(), null));
    }
    return get(project, run.id());
  }

  private Materialization start(Project project, String view, Wanted wanted, Caller caller) {
    AppliedView applied = definitions.catalog(project).getView(view);
    if (!applied.view().serving().online()) {
      throw ThermoclineException.invalid(
          "The view '%s' is not served online. Apply it with online: true first.".formatted(view));
    }
    closeWhatDied(project, applied);
    Scope scope = scope(project, applied, wanted);
    Job queued = jobs.submit(project, caller, job, new MaterializeRequest(view));
    Materialization run =
        new Materialization(
            queued.id(),
            project,
            view,
            applied.number(),
            scope,
            caller.name(),
            clock.instant(),
            Progress.NONE,
            null);
    if (!store.add(run)) {
      throw ThermoclineException.conflict(
          "The view '%s' is being materialized already. Wait for the run, or cancel it: /api/v1/materializations?view=%s"
              .formatted(view, view));
    }
    return run;
  }

  /** A run whose job ended without a word must not hold up its view. */
  private void closeWhatDied(Project project, AppliedView applied) {
    Optional<Materialization> open = store.findOpen(project, applied.number());
    if (open.isPresent()) {
      Job ended = job(open.get());
      if (ended.state().isEnd()) {
        Outcome outcome = ended.state() == Job.State.CANCELLED ? Outcome.CANCELLED : Outcome.FAILED;
        store.end(ended.id(), new Ending(outcome, clock.instant(), ended.failure()));
      }
    }
  }

  private Scope scope(Project project, AppliedView applied, Wanted wanted) {
    ViewHistory history = offline.history(project, applied.view().name());
    long latest = history.latest();
    return switch (wanted) {
      case Wanted.Range(TimeRange events) -> {
        if (events.from() >= events.to()) {
          throw ThermoclineException.invalid("The range ends before it begins.");
        }
        yield new Scope(false, false, 0, latest, true, events);
      }
      case Wanted.Whole() -> new Scope(true, true, 0, latest, true, TimeRange.ALL);
      case Wanted.Incremental(boolean renew) -> {
        Optional<MaterializationStore.Reached> reached = store.reached(project, applied.number());
        long after = reached.map(MaterializationStore.Reached::snapshot).orElse(0L);
        boolean whole =
            (renew && isRenewalDue(applied, reached)) || takesBack(history, after, latest);
        yield new Scope(true, renew, after, latest, whole, TimeRange.ALL);
      }
    };
  }

  private boolean isRenewalDue(
      AppliedView applied, Optional<MaterializationStore.Reached> reached) {
    Duration retention = applied.view().serving().effectiveRetention();
    Instant renewed = reached.map(MaterializationStore.Reached::renewedAt).orElse(null);
    return renewed == null
        || !renewed.plus(retention.dividedBy(RENEWALS_IN_RETENTION)).isAfter(clock.instant());
  }

  static boolean takesBack(ViewHistory history, long after, long upTo) {
    return history.snapshots().stream()
        .anyMatch(s ->
            s.number() > after
                && s.number() <= upTo
                && !(s.change() instanceof Snapshot.Change.Append)
                && !(s.change() instanceof Snapshot.Change.Compact));
  }
}
