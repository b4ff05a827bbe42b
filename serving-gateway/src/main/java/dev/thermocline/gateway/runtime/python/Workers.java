package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one model. Python runs one question at a time in a process, so more processes are
 * started while questions find all of them busy. Safe for many threads.
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
    members.add(new Member(first));
  }

  WorkerAnswer ask(WorkerQuestion question, Deadline deadline) {
    Member chosen = leastAsked();
    boolean busy = chosen.asked().getAndIncrement() >= atOnce;
    if (need.updateAndGet(n -> busy ? n + 1 : Math.max(0, n - 1)) >= MORE_THAN_CHANCE) {
      need.set(0);
      grow();
    }
    try {
      return chosen.supervisor().ask(question, deadline);
    } finally {
      var _ = chosen.asked().decrementAndGet();
    }
  }

  Supervisor first() {
    return members.getFirst().supervisor();
  }

  int count() {
    return members.size();
  }

  private Member leastAsked() {
    if (members.size() == 1) {
      return members.getFirst();
    }
    return members.stream()
        .filter(member -> member.supervisor().isServing())
        .min(Comparator.comparingInt(member -> member.asked().get()))
        .orElseGet(members::getFirst);
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
      return !closed && members.add(new Member(another));
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
