package dev.thermocline.features.materialize;

import dev.thermocline.hot.HotStoreException;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.HotWriter.EntityWrite;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes batches to Redis, a few at a time, while the next is being made; says in order which are
 * there. A Redis that is away is waited for; one that is full ends the run.
 */
final class HotSink implements AutoCloseable {
  private static final int BATCH = 1000;
  private static final int IN_FLIGHT = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HotWriter writer;
  private final Settled settled;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private List<EntityWrite> batch = new ArrayList<>(BATCH);
  private long rowsRead;

  private record Sent(Future<Written> result, long rowsRead) {}

  /** What became of a batch. */
  record Written(long changed, List<String> refusals) {}

  /** Told of batches in order, once they are in Redis. */
  interface Settled {
    /**
     * A batch is there.
     *
     * @param rowsRead rows that were read up to its end
     */
    void accept(long rowsRead, Written written);
  }

  HotSink(HotWriter writer, long rowsRead, Settled settled) {
    this.writer = writer;
    this.rowsRead = rowsRead;
    this.settled = settled;
  }

  /** Counts a row that needs no write. */
  void skip() {
    rowsRead++;
  }

  void add(EntityWrite write) {
    rowsRead++;
    batch.add(write);
    if (batch.size() >= BATCH) {
      send();
    }
  }

  /** Returns when all is in Redis. */
  void flush() {
    send();
    while (!sent.isEmpty()) {
      settleOldest();
    }
  }

  private void send() {
    List<EntityWrite> full = batch;
    batch = new ArrayList<>(BATCH);
    sent.add(new Sent(threads.submit(() -> write(full)), rowsRead));
    if (sent.size() > IN_FLIGHT) {
      settleOldest();
    }
  }

  private void settleOldest() {
    Sent oldest = sent.remove();
    try {
      settled.accept(oldest.rowsRead(), oldest.result().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Stopped while rows were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Written write(List<EntityWrite> writes) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new Written(writer.write(writes), List.of());
      } catch (HotStoreException e) {
        switch (e.reason()) {
          case FULL -> throw new ThermoclineException(ErrorKind.UNAVAILABLE, e.getMessage(), e);
          case REFUSED -> {
            return writeOneByOne(writes);
          }
          case UNREACHABLE, TIMED_OUT -> {
            if (System.nanoTime() > deadline) {
              throw new ThermoclineException(
                  ErrorKind.UNAVAILABLE,
                  e.getMessage() + ". The run may be started again; nothing is lost.",
                  e);
            }
            Thread.sleep(PAUSE);
          }
        }
      }
    }
  }

  /** Finds the one that Redis refuses, so that it does not hold up the others. */
  private Written writeOneByOne(List<EntityWrite> writes) {
    long changed = 0;
    List<String> refusals = new ArrayList<>();
    for (EntityWrite write : writes) {
      try {
        changed += writer.write(List.of(write));
      } catch (HotStoreException e) {
        if (e.reason() != HotStoreException.Reason.REFUSED) {
          throw e;
        }
        refusals.add(e.getMessage());
      }
    }
    return new Written(changed, refusals);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
