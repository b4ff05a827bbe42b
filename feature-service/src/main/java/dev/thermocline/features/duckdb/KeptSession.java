package dev.thermocline.features.duckdb;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session that stays open from one piece of work to the next, where work is small and comes
 * often: to open one takes longer than writing a small file. It waits for no turn, since what comes
 * in from outside must not stand behind jobs. Thread-safe; one piece of work at a time.
 */
public final class KeptSession implements AutoCloseable {
  private final Supplier<DuckSession> sessions;
  private @Nullable DuckSession session;

  KeptSession(Supplier<DuckSession> sessions) {
    this.sessions = sessions;
  }

  /**
   * Does work, which leaves neither tables nor files behind. After a failure the next has a new
   * session.
   */
  public synchronized <T> T use(Function<DuckSession, T> work) {
    DuckSession now = session == null ? sessions.get() : session;
    session = null;
    try {
      T result = work.apply(now);
      session = now;
      return result;
    } finally {
      if (session == null) {
        now.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
