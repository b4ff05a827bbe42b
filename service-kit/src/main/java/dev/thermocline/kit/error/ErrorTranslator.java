package dev.thermocline.kit.error;

import org.jspecify.annotations.Nullable;

/**
 * Turns a foreign exception that no adapter caught, such as a lost database, into one that callers
 * may see. Beans of this type are asked in order before a failure is called internal.
 */
public interface ErrorTranslator {
  /** Nothing when the exception is not for this translator. */
  @Nullable ThermoclineException translate(Throwable failure);
}
