package dev.thermocline.record.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The events that wait, as the relay sees them. */
public interface WaitingEvents {
  /**
   * Takes the right to relay, which one process at a time has; empty while another has it. The
   * right ends with {@link Turn#close}, or when the connection to the database breaks.
   */
  Optional<Turn> take();

  /** How many wait, counted up to some thousands, and since when the first does. */
  Backlog backlog();

  /** The right to relay. */
  interface Turn extends AutoCloseable {
    /**
     * The next events in the order of delivery. Whatever the batch holds of a key, no older event
     * of that key is left behind.
     */
    List<WaitingEvent> next(int atMost);

    /** Forgets events that were delivered. Throws when the right was lost meanwhile. */
    void delivered(List<WaitingEvent> events);

    @Override
    void close();
  }

  /** What has not gone out yet. */
  record Backlog(long events, Duration oldest) {}
}
