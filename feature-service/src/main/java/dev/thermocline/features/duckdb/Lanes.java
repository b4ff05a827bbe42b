package dev.thermocline.features.duckdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pieces of work on one database, some of them beside each other, each lane on a session. */
final class Lanes<T> {
  private static final int MOST = 3;

  private final List<Function<DuckSession, T>> pieces;
  private final Supplier<DuckSession> sessions;
  private final Runnable cancel;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, T> results = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Lanes(List<Function<DuckSession, T>> pieces, Supplier<DuckSession> sessions, Runnable cancel) {
    this.pieces = pieces;
    this.sessions = sessions;
    this.cancel = cancel;
  }

  /** Gives the results in the order of the pieces; all lanes have ended then. */
  List<T> run() {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(MOST, pieces.size()); i++) {
      others.add(Thread.ofPlatform().name("duckdb-beside-", i).start(this::lane));
    }
    lane();
    others.forEach(this::joined);
    return switch (failure.get()) {
      case null -> List.copyOf(results.values());
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    };
  }

  private void lane() {
    try (DuckSession own = sessions.get()) {
      int i = next.getAndIncrement();
      while (i < pieces.size() && failure.get() == null) {
        results.put(i, pieces.get(i).apply(own));
        i = next.getAndIncrement();
      }
    } catch (RuntimeException | Error e) {
      if (failure.compareAndSet(null, e)) {
        cancel.run();
      }
    }
  }

  private void joined(Thread other) {
    boolean interrupted = false;
    while (other.isAlive()) {
      try {
        other.join();
      } catch (InterruptedException e) {
        // The database must not be closed under a lane that still runs.
        interrupted = true;
        cancel.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
