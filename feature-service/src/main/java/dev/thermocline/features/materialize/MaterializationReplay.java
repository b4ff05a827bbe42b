package dev.thermocline.features.materialize;

import dev.thermocline.features.hot.Replay;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Materializes every view again that was materialized once. */
@Component
class MaterializationReplay implements Replay {
  private static final Caller REPAIR = new Caller("repair", Role.SERVICE);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  /** A replay that takes longer fails and begins again. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final MaterializationStore store;
  private final Materializations materializations;

  MaterializationReplay(MaterializationStore store, Materializations materializations) {
    this.store = store;
    this.materializations = materializations;
  }

  @Override
  public void replay() throws InterruptedException {
    List<Materialization> runs = new ArrayList<>();
    for (Project project : store.projects()) {
      for (String view : materializations.onlineViews(project)) {
        if (materializations.wasMaterialized(project, view)) {
          runs.add(start(project, view));
        }
      }
    }
    for (Materialization run : runs) {
      if (materializations.await(run, PATIENCE).state() != Job.State.SUCCEEDED) {
        throw new ThermoclineException(
            ErrorKind.UNAVAILABLE, "The view '" + run.view() + "' could not be brought back yet.");
      }
    }
  }

  /** A run that began before the loss may have written what was lost, so it ends first. */
  private Materialization start(Project project, String view) throws InterruptedException {
    while (true) {
      Optional<Materialization> open = materializations.findOpen(project, view);
      if (open.isPresent()) {
        materializations.await(open.get(), PATIENCE);
      }
      try {
        return materializations
            .start(project, List.of(view), new Materializations.Wanted.Whole(), REPAIR)
            .getFirst();
      } catch (ThermoclineException e) {
        if (e.kind() != ErrorKind.CONFLICT) {
          throw e;
        }
        Thread.sleep(BETWEEN_TRIES);
      }
    }
  }
}
