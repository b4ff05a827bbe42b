package dev.thermocline.record.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries committed events to the log, one batch after the other. A batch is forgotten only when
 * all of it was acknowledged; after any doubt the sink is thrown away with whatever it still held,
 * so that nothing overtakes what is sent again.
 */
public final class Relay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final int BATCH = 500;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * Between two batches of a stream of events: they gather meanwhile, where each commit would
   * otherwise cost a batch of its own. The first event after a quiet moment waits for nothing.
   */
  private static final Duration BREATH = Duration.ofMillis(10);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final WaitingEvents waiting;
  private final Supplier<EventSink> sinks;
  private final Semaphore wakeUps = new Semaphore(0);
  private final AtomicReference<WaitingEvents.Backlog> backlog =
      new AtomicReference<>(new WaitingEvents.Backlog(0, Duration.ZERO));
  private final Thread thread;
  private volatile boolean running = true;
  private long counted;
  private boolean failing;

  public Relay(WaitingEvents waiting, Supplier<EventSink> sinks) {
    this.waiting = waiting;
    this.sinks = sinks;
    this.thread = Thread.ofVirtual().name("outbox-relay").unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /** Says that something was committed, so that it need not wait for the next look. */
  public void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  /** As of the last look, some two seconds ago at most. */
  public WaitingEvents.Backlog backlog() {
    return backlog.get();
  }

  private void work() {
    while (running) {
      Duration pause = PAUSE;
      try {
        count();
        Optional<WaitingEvents.Turn> turn = waiting.take();
        if (turn.isPresent()) {
          relay(turn.get());
        }
      } catch (RuntimeException | EventSink.DeliveryFailed e) {
        pause = PAUSE_AFTER_FAILURE;
        tell(e);
      }
      sleep(pause);
    }
  }

  private void relay(WaitingEvents.Turn turn) throws EventSink.DeliveryFailed {
    EventSink sink = null;
    try (turn) {
      while (running) {
        List<WaitingEvent> events = turn.next(BATCH);
        if (!events.isEmpty()) {
          sink = sink == null ? sinks.get() : sink;
          sink.deliver(events);
          turn.delivered(events);
          tell(null);
        }
        count();
        if (events.isEmpty()) {
          sleep(PAUSE);
        } else if (events.size() < BATCH) {
          breathe();
        }
      }
    } finally {
      if (sink != null) {
        sink.close();
      }
    }
  }

  private void count() {
    long now = System.nanoTime();
    if (now - counted > Duration.ofSeconds(1).toNanos() || counted == 0) {
      counted = now;
      backlog.set(waiting.backlog());
    }
  }

  /** Once when it begins to fail and once when it works again, however long it lasts. */
  private void tell(@Nullable Exception failure) {
    if (failure != null && !failing && running) {
      log.atWarn().setCause(failure).log("Events wait: the outbox cannot be relayed, trying on");
    } else if (failure == null && failing) {
      log.atInfo().log("The outbox is relayed again");
    }
    failing = failure != null;
  }

  private void breathe() {
    try {
      Thread.sleep(BREATH);
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }

  private void sleep(Duration pause) {
    try {
      if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
      }
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    running = false;
    wake();
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
