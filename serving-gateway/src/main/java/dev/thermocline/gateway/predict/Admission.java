package dev.thermocline.gateway.predict;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limiter.LifoBlockingLimiter;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets in as many predictions at once as answer in about the time that they take alone. Others wait
 * a little, the newest first, since the oldest have the least time left; and what cannot be helped
 * is refused at once, so that work is done for answers that somebody still wants.
 */
public final class Admission {
  private static final int LEAST = 16;
  private static final int AT_FIRST = 64;

  /** How much longer than usual answers may take before fewer are let in. */
  private static final double TOLERANCE = 2;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * How long one wait may last before it is begun anew. A turn that is given back just before its
   * next owner begins to wait wakes nobody; looking again finds it.
   */
  private static final long SLICE = 50;

  private final SimpleLimiter<Deadline> running;
  private final Limiter<Deadline> door;
  private final LongAdder refused = new LongAdder();

  public Admission(int mostRunning, int mostWaiting) {
    int least = Math.min(LEAST, mostRunning);
    this.running =
        SimpleLimiter.newBuilder()
            .named("predictions")
            .limit(
                Gradient2Limit.newBuilder()
                    .minLimit(least)
                    .initialLimit(Math.clamp(AT_FIRST, least, mostRunning))
                    .maxConcurrency(mostRunning)
                    .rttTolerance(TOLERANCE)
                    .build())
            .build();
    this.door =
        LifoBlockingLimiter.newBuilder(running)
            .backlogSize(mostWaiting)
            .backlogTimeout(SLICE, TimeUnit.MILLISECONDS)
            .build();
  }

  /**
   * Waits for a turn, not for long.
   *
   * @throws ThermoclineException {@code UNAVAILABLE} when there is none; nothing was done then
   */
  public Turn enter(Deadline deadline) {
    Limiter.Listener listener = acquire(deadline);
    if (listener == null) {
      refused.increment();
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The gateway has as many predictions at work as it can answer in time; nothing was done,"
              + " try again in a second.");
    }
    return new Turn(listener);
  }

  private Limiter.@Nullable Listener acquire(Deadline deadline) {
    // Half of what is left, so that what remains is enough to answer in.
    Duration half = deadline.left().dividedBy(2);
    Duration patience = half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
    long begun = System.nanoTime();
    while (true) {
      long before = System.nanoTime();
      Limiter.Listener listener = door.acquire(deadline).orElse(null);
      long now = System.nanoTime();
      boolean full = now - before < TimeUnit.MILLISECONDS.toNanos(SLICE / 2);
      if (listener != null || full || now - begun > patience.toNanos()) {
        return listener;
      }
    }
  }

  /** How many may run at once now. */
  public int limit() {
    return running.getLimit();
  }

  public int inFlight() {
    return running.getInflight();
  }

  public long refused() {
    return refused.sum();
  }

  /** How a turn ended. */
  public enum Outcome {
    /** The time that it took says how busy the process is. */
    ANSWERED,
    /** The caller's mistake or another's failure, which says nothing about this process. */
    REFUSED,
    /** Too late for its caller. */
    LATE
  }

  /** The right to run; given back exactly once. */
  public static final class Turn {
    private final Limiter.Listener listener;

    private Turn(Limiter.Listener listener) {
      this.listener = listener;
    }

    public void leave(Outcome outcome) {
      switch (outcome) {
        case ANSWERED -> listener.onSuccess();
        case REFUSED -> listener.onIgnore();
        case LATE -> listener.onDropped();
      }
    }
  }
}
