package dev.thermocline.gateway.predict;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets in as many predictions at once as are answered in time. Others wait a little, who has the
 * least time first; and what cannot be helped is refused at once, so that work is done for answers
 * that somebody still wants.
 */
public final class Admission {
  /** Also at first. No model that is slow elsewhere can take away more than what is above. */
  private static final int LEAST = 64;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final SimpleLimiter<Deadline> running;
  private final WaitingLine<Deadline> line;
  private final LongAdder refused = new LongAdder();

  public Admission(int mostRunning, int mostWaiting) {
    int least = Math.min(LEAST, mostRunning);
    this.running =
        SimpleLimiter.newBuilder()
            .named("predictions")
            .limit(new FoundLimit(least, mostRunning))
            .build();
    this.line = new WaitingLine<>(running, mostWaiting, System::nanoTime);
  }

  /**
   * Waits for a turn, not for long.
   *
   * @throws ThermoclineException {@code UNAVAILABLE} when there is none; nothing was done then
   */
  public Turn enter(Deadline deadline) {
    Optional<Limiter.Listener> turn = running.acquire(deadline);
    if (turn.isEmpty()) {
      turn = line.await(patience(deadline), deadline);
    }
    return turn.map(listener -> new Turn(listener, () -> line.serve(deadline)))
        .orElseThrow(() -> {
          refused.increment();
          return ThermoclineException.withoutStack(
              ErrorKind.UNAVAILABLE,
              "The gateway has as many predictions at work as it can answer in time; nothing was done,"
                  + " try again in a second.");
        });
  }

  /** Half of what is left, so that what remains is enough to answer in. */
  private static Duration patience(Deadline deadline) {
    Duration half = deadline.left().dividedBy(2);
    return half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
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
    /** In good time. */
    ANSWERED,
    /** The caller's mistake or another's failure, which says nothing about this process. */
    REFUSED,
    /** Too late for its caller, or one too many for its model. */
    TOO_MANY
  }

  /** The right to run; given back exactly once. */
  public static final class Turn {
    private final Limiter.Listener listener;
    private final Runnable next;

    private Turn(Limiter.Listener listener, Runnable next) {
      this.listener = listener;
      this.next = next;
    }

    public void leave(Outcome outcome) {
      switch (outcome) {
        case ANSWERED -> listener.onSuccess();
        case REFUSED -> listener.onIgnore();
        case TOO_MANY -> listener.onDropped();
      }
      next.run();
    }
  }
}
