package dev.thermocline.record;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.ThermoclineException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells a caller that the database, and not the request, is to blame. */
final class DatabaseFailures implements ErrorTranslator {
  /** Classes of SQL states: no connection, no resources, ended by somebody, failed within. */
  private static final List<String> GONE = List.of("08", "53", "57", "58");

  @Override
  public @Nullable ThermoclineException translate(Throwable failure) {
    return switch (failure) {
      case CannotCreateTransactionException e -> unavailable(e);
      case CannotGetJdbcConnectionException e -> unavailable(e);
      case DataAccessResourceFailureException e -> unavailable(e);
      case TransientDataAccessResourceException e -> unavailable(e);
      case QueryTimeoutException e -> unavailable(e);
      case TransactionSystemException e
          when isLost(e)
              || e.getApplicationException() instanceof DataAccessResourceFailureException ->
          unavailable(e);
      case UncategorizedDataAccessException e when isLost(e) -> unavailable(e);
      case PessimisticLockingFailureException e ->
          new ThermoclineException(
              ErrorKind.CONFLICT,
              "Another request changed the same thing at the same moment. Try again.",
              e);
      default -> null;
    };
  }

  /**
   * Whether the connection was gone. When a transaction cannot be undone for it, that hides what
   * was wrong before.
   */
  private static boolean isLost(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return sql instanceof SQLRecoverableException
            || sql instanceof SQLTransientConnectionException
            || (state != null && GONE.stream().anyMatch(state::startsWith))
            // The pool's word for a connection that it has thrown away says no more than this.
            || "Connection is closed".equals(sql.getMessage());
      }
    }
    return false;
  }

  private static ThermoclineException unavailable(Throwable cause) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "The database cannot be reached, so nothing was changed as far as this service knows. Try"
            + " again in a moment.",
        cause);
  }
}
