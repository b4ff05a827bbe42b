package dev.thermocline.registry.model;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.outbox.Outbox;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes of models that are asked for at the same time, made in one transaction: they share its
 * locks, its round trips and its flush to disk, for which those of one model would otherwise wait
 * one after the other. Each is still a change of its own, made on the state that the one before it
 * left, with a revision and an event of its own.
 */
@Component
class ModelChanges {
  /**
   * Several are under way at once, so that one reads while another waits for the disk. A model
   * always goes with the same, so that they never wait for each other's models.
   */
  private static final int CONVOYS = 4;

  private final ModelBatches batches;
  private final FreezeStore freezes;
  private final Outbox outbox;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final List<Convoy<Passenger<?>>> convoys = new ArrayList<>();

  ModelChanges(
      ModelBatches batches,
      FreezeStore freezes,
      Outbox outbox,
      TransactionOperations transaction,
      Clock clock) {
    this.batches = batches;
    this.freezes = freezes;
    this.outbox = outbox;
    this.transaction = transaction;
    this.clock = clock;
    for (int i = 0; i < CONVOYS; i++) {
      convoys.add(new Convoy<>(this::serve));
    }
  }

  /**
   * Makes the change together with others, unless it must be made alone: where it says so itself by
   * an empty answer, where the model is not there, and where the database refused what they wrote
   * together, which is then undone. Must not be called inside a transaction.
   *
   * @param change throws before it writes, or not at all; it runs on any caller's thread
   */
  <T> Optional<T> together(Project project, String name, Function<HeldModel, Optional<T>> change) {
    var passenger =
        new Passenger<>(new ModelBatches.Key(project, name), RequestId.current(), change);
    convoys.get(Math.floorMod(passenger.key.hashCode(), CONVOYS)).travel(passenger);
    return passenger.answer();
  }

  private void serve(List<Passenger<?>> passengers) {
    try {
      transaction.executeWithoutResult(status -> {
        if (!made(passengers)) {
          status.setRollbackOnly();
          passengers.forEach(Passenger::leave);
        }
      });
    } catch (RuntimeException e) {
      // Nobody knows whether it was committed, so nobody may try again in its place.
      passengers.forEach(passenger -> passenger.fail(e));
    }
  }

  /** False where all of it must be undone. */
  private boolean made(List<Passenger<?>> passengers) {
    try {
      Map<ModelBatches.Key, ModelBatches.Held> held = hold(passengers);
      var writes = new ModelWrites();
      for (Passenger<?> passenger : passengers) {
        ModelBatches.Held found = held.get(passenger.key);
        if (found != null) {
          var turn =
              new HeldModel(found.model(), found.served(), writes, clock, passenger.requestId);
          passenger.take(turn);
          held.put(passenger.key, new ModelBatches.Held(turn.model(), found.served()));
        }
      }
      if (!batches.write(writes)) {
        return false;
      }
      freezes.plan(writes.freezes());
      outbox.append(writes.events());
      return true;
    } catch (RuntimeException refused) {
      // Alone, each of them meets its own reason.
      return false;
    }
  }

  private Map<ModelBatches.Key, ModelBatches.Held> hold(List<Passenger<?>> passengers) {
    Set<ModelBatches.Key> wanted = new HashSet<>();
    passengers.forEach(passenger -> wanted.add(passenger.key));
    Map<ModelBatches.Key, ModelBatches.Held> held = new HashMap<>();
    for (ModelBatches.Held each : batches.hold(wanted)) {
      held.put(new ModelBatches.Key(each.model().project(), each.model().name()), each);
    }
    return held;
  }

  /** A change, who asked for it, and what became of it. */
  private static final class Passenger<T> {
    private final ModelBatches.Key key;
    private final @Nullable String requestId;
    private final Function<HeldModel, Optional<T>> change;
    private Optional<T> made = Optional.empty();
    private @Nullable RuntimeException failure;

    Passenger(
        ModelBatches.Key key, @Nullable String requestId, Function<HeldModel, Optional<T>> change) {
      this.key = key;
      this.requestId = requestId;
      this.change = change;
    }

    void take(HeldModel turn) {
      try {
        made = change.apply(turn);
      } catch (ThermoclineException refused) {
        failure = refused;
      }
    }

    void leave() {
      made = Optional.empty();
      failure = null;
    }

    void fail(RuntimeException reason) {
      failure = reason;
    }

    Optional<T> answer() {
      if (failure != null) {
        throw failure;
      }
      return made;
    }
  }
}
