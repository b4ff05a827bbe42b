package dev.thermocline.stack.process;

import org.jspecify.annotations.Nullable;

/** A start or stop that did not work: which part, why, and what to do about it. */
public final class StackFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackFailure(String part, String why, String wayOut) {
    this(part, why, wayOut, null);
  }

  public StackFailure(String part, String why, String wayOut, @Nullable Throwable cause) {
    super(part + ": " + why + "\n  What to do: " + wayOut, cause);
  }
}
