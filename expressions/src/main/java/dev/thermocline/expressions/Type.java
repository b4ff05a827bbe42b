package dev.thermocline.expressions;

/**
 * What an expression computes with. Narrower types of features widen on the way in: int32 to {@link
 * #INT}, float32 to {@link #FLOAT}.
 */
public enum Type {
  /** {@link Boolean}. */
  BOOL,
  /** {@link Long}, 64 bits. */
  INT,
  /** {@link Double}. */
  FLOAT,
  /** {@link String}. */
  STRING,
  /** {@link Long}: microseconds since 1970 in UTC. */
  TIMESTAMP,
  /** {@link Long}: microseconds between two timestamps. Only inside an expression. */
  DURATION,
  /** The type of a bare {@code null}, which fits everywhere. */
  NULL;

  boolean isNumber() {
    return this == INT || this == FLOAT;
  }

  String word() {
    return switch (this) {
      case BOOL -> "a bool";
      case INT -> "an integer";
      case FLOAT -> "a float";
      case STRING -> "a string";
      case TIMESTAMP -> "a timestamp";
      case DURATION -> "a duration";
      case NULL -> "null";
    };
  }
}
