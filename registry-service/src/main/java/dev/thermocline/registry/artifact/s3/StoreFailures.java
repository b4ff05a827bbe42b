package dev.thermocline.registry.artifact.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.ThermoclineException;
import org.jspecify.annotations.Nullable;

/** What a failure of object storage means for the caller of a route. */
final class StoreFailures implements ErrorTranslator {
  @Override
  public @Nullable ThermoclineException translate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ColdStoreException cold) {
        return translate(cold);
      }
    }
    return null;
  }

  private static ThermoclineException translate(ColdStoreException failure) {
    return switch (failure.reason()) {
      case RANGE_NOT_SATISFIABLE ->
          of(ErrorKind.RANGE_NOT_SATISFIABLE, "The range lies outside the artifact.", failure);
      case TOO_LARGE ->
          of(
              ErrorKind.TOO_LARGE,
              "The artifact is larger than can be taken in one request; announce its length, or"
                  + " upload it in parts.",
              failure);
      case DAMAGED, NOT_FOUND, CHANGED, ALREADY_EXISTS ->
          of(
              ErrorKind.DATA_DAMAGED,
              "The stored bytes are not those that were recorded; restore them from a backup.",
              failure);
      case REFUSED, UNSUPPORTED, UNAVAILABLE ->
          of(
              ErrorKind.UNAVAILABLE,
              "Object storage does not answer or refuses the service; try again later.",
              failure);
    };
  }

  private static ThermoclineException of(ErrorKind kind, String message, Throwable cause) {
    return new ThermoclineException(kind, message, cause);
  }
}
