package dev.thermocline.registry.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes callers on their way together: the first goes at once, and all who come while it is gone go
 * in the next trip, in the order in which they came. One trip at a time; whoever waits longest
 * leads it, on its own thread.
 */
final class Convoy<P> {
  private static final int MOST_PASSENGERS = 64;

  private final Consumer<List<P>> trip;
  private final Queue<Place<P>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * @param trip serves all of its passengers and throws nothing: what becomes of each is told to it
   */
  Convoy(Consumer<List<P>> trip) {
    this.trip = trip;
  }

  private static final class Place<P> {
    private final P passenger;
    private final Thread caller = Thread.currentThread();
    private volatile boolean arrived;

    Place(P passenger) {
      this.passenger = passenger;
    }
  }

  /** Returns when a trip has served the passenger. */
  void travel(P passenger) {
    var place = new Place<>(passenger);
    waiting.add(place);
    boolean interrupted = false;
    while (!place.arrived) {
      if (away.compareAndSet(false, true)) {
        lead(place);
      } else {
        LockSupport.park(this);
        // What was begun is finished: its outcome must be known to whoever asked for it.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void lead(Place<P> leader) {
    List<Place<P>> aboard = new ArrayList<>();
    try {
      // Another trip may have taken the leader before it set out.
      if (!leader.arrived) {
        for (Place<P> next = waiting.poll(); next != null; next = next(aboard)) {
          aboard.add(next);
        }
        trip.accept(aboard.stream().map(place -> place.passenger).toList());
      }
    } finally {
      aboard.forEach(place -> place.arrived = true);
      away.set(false);
      // Whoever came before this line is seen here; whoever comes after it leads.
      Place<P> longest = waiting.peek();
      if (longest != null) {
        LockSupport.unpark(longest.caller);
      }
      aboard.forEach(place -> LockSupport.unpark(place.caller));
    }
  }

  private @Nullable Place<P> next(List<Place<P>> aboard) {
    return aboard.size() < MOST_PASSENGERS ? waiting.poll() : null;
  }
}
