package dev.thermocline.hot;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redis did not do what was asked. Nothing is half done: every write may simply be repeated. */
public final class HotStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a server answers that starts, changes its role, or lacks a part of its cluster. */
  private static final Set<String> NOT_NOW =
      Set.of("LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY");

  /** Why. */
  public enum Reason {
    /** No connection, or a server that serves nobody yet. */
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
    if (NOT_NOW.contains(error.split(" ", 2)[0])) {
      return new HotStoreException(
          Reason.UNREACHABLE, "The features Redis does not serve at the moment: " + error, null);
    }
    return new HotStoreException(Reason.REFUSED, "The features Redis refused: " + error, null);
  }
}
