package dev.thermocline.gateway.predict;

import com.netflix.concurrency.limits.Limiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a turn. Whoever came last is the first to get one, since the oldest have the
 * least time left.
 */
final class WaitingLine<C> {
  private final Limiter<C> turns;
  private final int longest;
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  WaitingLine(Limiter<C> turns, int longest) {
    this.turns = turns;
    this.longest = longest;
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile Limiter.@Nullable Listener turn;
  }

  /** Empty when the line is full, and when there was no turn in time. */
  Optional<Limiter.Listener> await(Duration patience, C context) {
    long end = System.nanoTime() + patience.toNanos();
    Waiter waiter = new Waiter();
    synchronized (waiters) {
      if (waiters.size() >= longest) {
        return Optional.empty();
      }
      waiters.push(waiter);
    }
    // A turn may have been given back before this one stood in the line.
    serve(context);
    for (long left = patience.toNanos(); waiter.turn == null; left = end - System.nanoTime()) {
      if (left <= 0 || waiter.thread.isInterrupted()) {
        leave(waiter);
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    return Optional.ofNullable(waiter.turn);
  }

  /** Gives what turns there are to those who wait; to be called after each that was given back. */
  void serve(C context) {
    synchronized (waiters) {
      while (!waiters.isEmpty()) {
        Optional<Limiter.Listener> turn = turns.acquire(context);
        if (turn.isEmpty()) {
          return;
        }
        Waiter next = waiters.pop();
        next.turn = turn.get();
        LockSupport.unpark(next.thread);
      }
    }
  }

  /** Who gives up is mostly the oldest. */
  private void leave(Waiter waiter) {
    synchronized (waiters) {
      waiters.removeLastOccurrence(waiter);
    }
  }
}
