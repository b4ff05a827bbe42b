package dev.thermocline.features.duckdb;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Statements one after the other, the next of them already running while the rows of one are read.
 * They take turns on connections to the same database. For one thread.
 */
final class RowsAhead implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("duckdb-ahead").factory());
  private final List<DuckSession> turns;
  private final List<String> statements;
  private @Nullable Future<Cursor> next;

  RowsAhead(List<DuckSession> turns, List<String> statements) {
    this.turns = turns;
    this.statements = statements;
  }

  /** Hands over every row of all. */
  void each(DuckSession.RowVisitor reader) {
    run(0);
    for (int i = 1; i <= statements.size(); i++) {
      try (Cursor rows = opened()) {
        run(i);
        rows.each(reader);
      }
    }
  }

  private void run(int i) {
    if (i < statements.size()) {
      DuckSession turn = turns.get(i % turns.size());
      next = thread.submit(() -> turn.open(statements.get(i)));
    } else {
      next = null;
    }
  }

  private Cursor opened() {
    try {
      return Objects.requireNonNull(next).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DuckFailure(DuckFailure.Kind.CANCELLED, "It was interrupted.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Ends what runs and will not be read. */
  @Override
  public void close() {
    Future<Cursor> unread = next;
    if (unread != null) {
      turns.getFirst().cancel();
    }
    thread.close();
    if (unread != null && unread.state() == Future.State.SUCCESS) {
      unread.resultNow().close();
    }
  }
}
