package dev.thermocline.features.materialize;

import dev.thermocline.features.materialize.Materialization.Ending;
import dev.thermocline.features.materialize.Materialization.Outcome;
import dev.thermocline.record.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The end of a run that succeeded, and the event that tells of it. */
@Component
public class MaterializationEvents {
  private static final String TOPIC = "thermocline.features";

  private final MaterializationStore store;
  private final Outbox outbox;
  private final Clock clock;

  public MaterializationEvents(MaterializationStore store, Outbox outbox, Clock clock) {
    this.store = store;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Ends the run, moves the view on and tells of it: all of that or nothing. */
  @Transactional
  public void succeeded(Materialization run, Instant start) {
    Materialization.Scope scope = run.scope();
    long snapshot = scope.incremental() ? scope.upTo() : 0;
    Instant renewed = scope.incremental() && scope.whole() ? start : null;
    long revision = store.reach(run.project(), run.viewNumber(), snapshot, renewed);
    store.end(run.id(), new Ending(Outcome.SUCCEEDED, clock.instant(), null));
    outbox.append(
        run.project(),
        TOPIC,
        "materialized/" + run.view(),
        revision,
        "view.materialized",
        Map.of(
            "view", run.view(),
            "number", run.viewNumber(),
            "snapshot", scope.upTo(),
            "run", run.id().toString()));
  }
}
