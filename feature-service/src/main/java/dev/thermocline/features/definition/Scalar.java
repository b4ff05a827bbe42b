package dev.thermocline.features.definition;

import java.util.Locale;

/** The single values that a feature, a join key or a request input may hold. */
public enum Scalar {
  BOOL,
  INT32,
  INT64,
  FLOAT32,
  FLOAT64,
  STRING,
  BYTES,
  TIMESTAMP;

  /** The word for it in definitions, such as {@code int64}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
