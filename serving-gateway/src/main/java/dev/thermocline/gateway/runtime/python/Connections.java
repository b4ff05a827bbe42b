package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bounded number of connections to one worker, used again and again. Safe for many threads. */
final class Connections implements AutoCloseable {
  private static final ScheduledExecutorService ALARM =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("python-deadlines").factory());

  private final UnixDomainSocketAddress address;
  private final Semaphore room;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Connections(UnixDomainSocketAddress address, int most) {
    this.address = address;
    this.room = new Semaphore(most);
  }

  /** Does it unless it is cancelled before; short things only. */
  static Future<?> after(Duration patience, Runnable act) {
    return ALARM.schedule(act, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  WorkerAnswer ask(WorkerQuestion question, Deadline deadline) throws IOException {
    try {
      if (!room.tryAcquire(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
        throw deadline.exceeded("a connection to the model's worker was free");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("the question was stopped", stop);
    }
    try {
      Connection used = idle.pollFirst();
      if (used != null) {
        try {
          return ask(used, question, deadline);
        } catch (IOException stale) {
          // A prediction changes nothing, so it may be asked again if nobody heard it.
          if (used.answered() || deadline.isOver()) {
            throw stale;
          }
        }
      }
      return ask(new Connection(address), question, deadline);
    } finally {
      room.release();
    }
  }

  private WorkerAnswer ask(Connection connection, WorkerQuestion question, Deadline deadline)
      throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    long millis = Math.max(1, deadline.left().toMillis());
    Future<?> alarm =
        after(
            Duration.ofMillis(millis),
            () -> {
              late.set(true);
              connection.close();
            });
    boolean whole = false;
    try {
      WorkerAnswer answer = connection.ask(question, millis);
      whole = true;
      return answer;
    } catch (IOException failed) {
      if (late.get()) {
        throw deadline.exceeded("the model's worker answered");
      }
      throw failed;
    } finally {
      boolean _ = alarm.cancel(false);
      if (whole && !late.get() && !closed) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Connection one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
      one.close();
    }
  }
}
