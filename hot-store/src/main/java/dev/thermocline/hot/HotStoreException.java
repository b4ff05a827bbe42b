package dev.thermocline.hot;

import org.jspecify.annotations.Nullable;

/** Redis did not do what was asked. Nothing is half done: every write may simply be repeated. */
public final class HotStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** No connection. */
    UNREACHABLE,
    /** No answer in time; whether a write arrived is not known. */
    TIMED_OUT,
    /** The server's memory is full; it refuses writes and keeps what it has. */
    FULL,
    /** The server answered with an error. */
    REFUSED
  }

  private final Reason reason;

  HotStoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? reason.name() : message;
  }

  static HotStoreException answered(String error) {
    if (error.startsWith("OOM")) {
      return new HotStoreException(
          Reason.FULL,
          "The features Redis is full and refused the write; nothing was lost. Give it more memory"
              + " (maxmemory) or shorten retentions.",
          null);
    }
    return new HotStoreException(Reason.REFUSED, "The features Redis refused: " + error, null);
  }
}
