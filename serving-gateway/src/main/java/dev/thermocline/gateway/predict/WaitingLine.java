package dev.thermocline.gateway.predict;

import com.netflix.concurrency.limits.Limiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a turn, in the order in which they will have waited enough. Whoever would come
 * too late, by the time that turns have taken so far, is sent away at once.
 */
final class WaitingLine<C> {
  /** Of a new turn's time in what is expected of the next. */
  private static final int SHARE = 32;

  /** A pause of the machine must not look like a slow model. */
  private static final int FAR_FROM_KNOWN = 8;

  private static final long LEAST_BOUND = 100_000;

  private final Limiter<C> turns;
  private final int longest;
  private final LongSupplier nanos;

  // All guarded by the line itself.
  private final List<Waiter> waiters = new ArrayList<>();
  private long nanosPerTurn;
  private long lastTurn;
  private boolean waitedSince;

  WaitingLine(Limiter<C> turns, int longest, LongSupplier nanos) {
    this.turns = turns;
    this.longest = longest;
    this.nanos = nanos;
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long end;
    private volatile Limiter.@Nullable Listener turn;

    private Waiter(long end) {
      this.end = end;
    }
  }

  /** Empty when the line is full, when there was no turn in time, and when there would be none. */
  Optional<Limiter.Listener> await(Duration patience, C context) {
    long end = nanos.getAsLong() + patience.toNanos();
    Waiter waiter = new Waiter(end);
    synchronized (waiters) {
      int ahead = ahead(waiter);
      // Most of the time is for what comes after the line, which is slower, too, when many wait.
      if (waiters.size() >= longest || ahead * nanosPerTurn > patience.toNanos() / 4) {
        return Optional.empty();
      }
      waiters.add(ahead, waiter);
    }
    // A turn may have been given back before this one stood in the line.
    serve(context);
    for (long left = patience.toNanos(); waiter.turn == null; left = end - nanos.getAsLong()) {
      if (left <= 0 || waiter.thread.isInterrupted()) {
        leave(waiter);
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    return Optional.ofNullable(waiter.turn);
  }

  int waiting() {
    synchronized (waiters) {
      return waiters.size();
    }
  }

  /** From the end, where most belong. */
  private int ahead(Waiter waiter) {
    int ahead = waiters.size();
    while (ahead > 0 && waiters.get(ahead - 1).end - waiter.end > 0) {
      ahead--;
    }
    return ahead;
  }

  /** Gives what turns there are to those who wait; to be called after each that was given back. */
  void serve(C context) {
    synchronized (waiters) {
      while (!waiters.isEmpty()) {
        Optional<Limiter.Listener> turn = turns.acquire(context);
        if (turn.isEmpty()) {
          return;
        }
        Waiter next = waiters.removeFirst();
        next.turn = turn.get();
        LockSupport.unpark(next.thread);
        learn(nanos.getAsLong());
      }
    }
  }

  /** Between two turns somebody must have waited all the time, or the pause says nothing. */
  private void learn(long now) {
    if (waitedSince) {
      long most = nanosPerTurn * FAR_FROM_KNOWN + LEAST_BOUND;
      nanosPerTurn += (Math.min(now - lastTurn, most) - nanosPerTurn) / SHARE;
    }
    lastTurn = now;
    waitedSince = !waiters.isEmpty();
  }

  private void leave(Waiter waiter) {
    synchronized (waiters) {
      waiters.remove(waiter);
      waitedSince &= !waiters.isEmpty();
    }
  }
}
