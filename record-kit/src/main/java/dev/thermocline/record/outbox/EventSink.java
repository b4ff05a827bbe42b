package dev.thermocline.record.outbox;

import java.util.List;

/** Where the relay takes events to. Used by one thread. */
public interface EventSink extends AutoCloseable {
  /**
   * Delivers in the given order and answers when all are acknowledged. When it throws, any part may
   * have been delivered, in order, and nothing more of these events is delivered later on its own.
   */
  void deliver(List<WaitingEvent> events) throws DeliveryFailed;

  @Override
  void close();

  /** The log did not take the events; they stay and are tried again. */
  final class DeliveryFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public DeliveryFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
