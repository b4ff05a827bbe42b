package dev.thermocline.features.offline.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.ThermoclineException;
import org.jspecify.annotations.Nullable;

/** What callers are told when object storage does not do its part. */
final class StoreFailures implements ErrorTranslator {
  @Override
  public @Nullable ThermoclineException translate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ColdStoreException cold) {
        return switch (cold.reason()) {
          case REFUSED, UNSUPPORTED, UNAVAILABLE ->
              new ThermoclineException(
                  ErrorKind.UNAVAILABLE,
                  "Object storage does not answer or refuses the service; try again in a moment.",
                  cold);
          case DAMAGED, CHANGED ->
              new ThermoclineException(
                  ErrorKind.DATA_DAMAGED,
                  "The stored bytes are not those that were recorded; restore them from a backup.",
                  cold);
          case NOT_FOUND, ALREADY_EXISTS, RANGE_NOT_SATISFIABLE, TOO_LARGE -> null;
        };
      }
    }
    return null;
  }
}
