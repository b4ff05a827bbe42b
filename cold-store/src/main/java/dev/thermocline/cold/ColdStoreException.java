package dev.thermocline.cold;

import org.jspecify.annotations.Nullable;

/** A failure of object storage or of the disk cache, in words that do not depend on the backend. */
public final class ColdStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller may want to tell apart. */
  public enum Reason {
    NOT_FOUND,
    /** A create-only write found an object there. */
    ALREADY_EXISTS,
    /** The object no longer has the etag that was asked for. */
    CHANGED,
    RANGE_NOT_SATISFIABLE,
    TOO_LARGE,
    /** The bytes are not the ones that their digest or size promises. */
    DAMAGED,
    /** The store does not accept our credentials, or has no such bucket. */
    REFUSED,
    /** This backend cannot do that. */
    UNSUPPORTED,
    /** No answer, or "try later". The outcome of a write is unknown. */
    UNAVAILABLE
  }

  private final Reason reason;

  public ColdStoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  public ColdStoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
