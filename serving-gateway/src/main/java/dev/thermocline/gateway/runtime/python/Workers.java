package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one model. Python runs one question at a time in a process, so more processes are
 * started while questions find all of them busy, and a question waits here until one of them is
 * free: threads that wait within a process take Python's lock from the one that works. Safe for
 * many threads.
 */
final class Workers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /** So many more questions that found all busy than such that did not are more than chance. */
  private static final int MORE_THAN_CHANCE = 50;

  private static final long BETWEEN_STARTS_NANOS = Duration.ofSeconds(10).toNanos();

  private final Supplier<Supervisor> unstarted;
  private final int most;
  private final int atOnce;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final Semaphore turns = new Semaphore(0, true);
  private final AtomicInteger need = new AtomicInteger();
  private final Object change = new Object();
  private long triedAt;
  private boolean starting;
  private boolean closed;

  private record Member(Supervisor supervisor, AtomicInteger asked) {
    Member(Supervisor supervisor) {
      this(supervisor, new AtomicInteger());
    }
  }

  /**
   * Starts the first and waits until it is ready.
   *
   * @param unstarted makes one for each worker
   */
  Workers(Supplier<Supervisor> unstarted, PythonSettings settings) {
    this.unstarted = unstarted;
    this.most = settings.mostWorkers();
    this.atOnce = settings.threads();
    Supervisor first = unstarted.get();
    first.start();
    add(first);
  }

  private void add(Supervisor supervisor) {
    members.add(new Member(supervisor));
    turns.release(atOnce);
  }

  WorkerAnswer ask(WorkerQuestion question, Deadline deadline) {
    waitForTurn(deadline);
    Member chosen = take();
    try {
      return chosen.supervisor().ask(question, deadline);
    } finally {
      var _ = chosen.asked().decrementAndGet();
      turns.release();
    }
  }

  private void waitForTurn(Deadline deadline) {
    try {
      // Unlike without a time, behind those who wait already.
      boolean free = turns.tryAcquire(0, TimeUnit.NANOSECONDS);
      if (need.updateAndGet(n -> free ? Math.max(0, n - 1) : n + 1) >= MORE_THAN_CHANCE) {
        need.set(0);
        grow();
      }
      if (!free && !turns.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        throw deadline.exceeded("a worker of the model was free");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "The question was stopped while it waited for a worker.", stop);
    }
  }

  Supervisor first() {
    return members.getFirst().supervisor();
  }

  /** Questions that workers have now. */
  int asked() {
    return members.stream().mapToInt(member -> member.asked().get()).sum();
  }

  int count() {
    return members.size();
  }

  /** A worker that is free, or the least asked of those that serve while others start again. */
  private Member take() {
    for (Member member : members) {
      if (member.supervisor().isServing()
          && member.asked().getAndUpdate(asked -> asked < atOnce ? asked + 1 : asked) < atOnce) {
        return member;
      }
    }
    Member least =
        members.stream()
            .filter(member -> member.supervisor().isServing())
            .min(Comparator.comparingInt(member -> member.asked().get()))
            .orElseGet(members::getFirst);
    var _ = least.asked().incrementAndGet();
    return least;
  }

  private void grow() {
    synchronized (change) {
      boolean triedLately = triedAt != 0 && System.nanoTime() - triedAt < BETWEEN_STARTS_NANOS;
      if (closed || starting || triedLately || members.size() >= most) {
        return;
      }
      starting = true;
    }
    Thread _ = Thread.ofVirtual().name("python-growth").start(this::startAnother);
  }

  private void startAnother() {
    Supervisor another = unstarted.get();
    boolean kept = false;
    try {
      another.start();
      kept = joined(another);
    } catch (RuntimeException failed) {
      log.atWarn()
          .addKeyValue("reason", failed.getMessage())
          .log("One more worker could not be started; those that run go on.");
    } finally {
      synchronized (change) {
        starting = false;
        triedAt = System.nanoTime();
      }
      if (!kept) {
        another.close();
      }
    }
  }

  private boolean joined(Supervisor another) {
    synchronized (change) {
      if (!closed) {
        add(another);
      }
      return !closed;
    }
  }

  @Override
  public void close() {
    synchronized (change) {
      closed = true;
    }
    members.forEach(member -> member.supervisor().close());
  }
}
