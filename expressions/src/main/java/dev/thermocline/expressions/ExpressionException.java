package dev.thermocline.expressions;

/** An expression that cannot be read or does not fit its inputs; the message says where and why. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  ExpressionException(int position, String message) {
    super(message + " (at character " + (position + 1) + ")");
    this.position = position;
  }

  /** Where in the text, counted from 0. */
  public int position() {
    return position;
  }
}
