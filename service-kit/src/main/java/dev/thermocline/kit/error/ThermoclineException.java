package dev.thermocline.kit.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the caller is told about. The message is shown to people: it names the thing, why,
 * and the way out, and never a class, a stack or a secret.
 */
public final class ThermoclineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  public ThermoclineException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  public ThermoclineException(ErrorKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  private ThermoclineException(ErrorKind kind, String message, boolean stack) {
    super(message, null, false, stack);
    this.kind = kind;
  }

  /** For a refusal that is part of the plan, and must cost little because there are many of it. */
  public static ThermoclineException withoutStack(ErrorKind kind, String message) {
    return new ThermoclineException(kind, message, false);
  }

  public static ThermoclineException invalid(String message) {
    return new ThermoclineException(ErrorKind.INVALID_ARGUMENT, message);
  }

  public static ThermoclineException notFound(String message) {
    return new ThermoclineException(ErrorKind.NOT_FOUND, message);
  }

  public static ThermoclineException conflict(String message) {
    return new ThermoclineException(ErrorKind.CONFLICT, message);
  }

  public ErrorKind kind() {
    return kind;
  }

  /** Always present: it is what the caller reads. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? kind.code() : message;
  }
}
