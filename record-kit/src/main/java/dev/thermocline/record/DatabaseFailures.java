package dev.thermocline.record;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.ThermoclineException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a caller that the database, and not the request, is to blame. */
final class DatabaseFailures implements ErrorTranslator {
  @Override
  public @Nullable ThermoclineException translate(Throwable failure) {
    return switch (failure) {
      case CannotCreateTransactionException e -> unavailable(e);
      case CannotGetJdbcConnectionException e -> unavailable(e);
      case DataAccessResourceFailureException e -> unavailable(e);
      case TransientDataAccessResourceException e -> unavailable(e);
      case QueryTimeoutException e -> unavailable(e);
      case PessimisticLockingFailureException e ->
          new ThermoclineException(
              ErrorKind.CONFLICT,
              "Another request changed the same thing at the same moment. Try again.",
              e);
      default -> null;
    };
  }

  private static ThermoclineException unavailable(Throwable cause) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "The database cannot be reached, so nothing was changed as far as this service knows. Try"
            + " again in a moment.",
        cause);
  }
}
