package dev.thermocline.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.error.ErrorKind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.transaction.TransactionSystemException;

class DatabaseFailuresTest {
  private final DatabaseFailures failures = new DatabaseFailures();

  @Test
  void saysThatTheDatabaseIsAwayWhenATransactionCouldNotEvenBeUndone() {
    TransactionSystemException undone =
        new TransactionSystemException(
            "Could not roll back", new SQLException("This connection has been closed.", "08003"));
    undone.initApplicationException(new DataAccessResourceFailureException("gone"));

    assertThat(failures.translate(undone))
        .extracting(failure -> failure.kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void saysThatTheDatabaseIsAwayWhenItWasEndedWhileOthersCommitted() {
    TransactionSystemException commit =
        new TransactionSystemException(
            "Could not commit", new SQLException("terminating connection", "57P02"));

    assertThat(failures.translate(commit))
        .extracting(failure -> failure.kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void blamesNoDatabaseForWhatItRefusedToCommit() {
    TransactionSystemException refused =
        new TransactionSystemException(
            "Could not commit", new SQLException("duplicate key", "23505"));

    assertThat(failures.translate(refused)).isNull();
  }

  @Test
  void seesThatTheConnectionIsGoneThroughTheWordsOfThePersistence() {
    UncategorizedDataAccessException undone =
        new UncategorizedDataAccessException(
            "Unable to rollback against JDBC Connection",
            new IllegalStateException(new SQLException("Connection is closed"))) {};

    assertThat(failures.translate(undone))
        .extracting(failure -> failure.kind())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }
}
