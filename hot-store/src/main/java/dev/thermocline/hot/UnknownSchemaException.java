package dev.thermocline.hot;

/** A row was written by a schema newer than the definitions at hand: read those again. */
public final class UnknownSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;

  UnknownSchemaException(int number) {
    super("No schema " + number + " is known here; the definitions at hand are older than the row");
    this.number = number;
  }

  public int number() {
    return number;
  }
}
