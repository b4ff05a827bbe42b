package dev.thermocline.registry.model.jdbc;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/** Between columns and the domain's types. */
final class Columns {
  private Columns() {}

  static OffsetDateTime of(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable Long bigint(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** What a broken unique constraint means to the caller, or the failure itself. */
  static RuntimeException taken(DuplicateKeyException e, String constraint, String message) {
    Throwable cause = e.getMostSpecificCause();
    if (cause instanceof org.postgresql.util.PSQLException refused
        && refused.getServerErrorMessage() != null
        && constraint.equals(refused.getServerErrorMessage().getConstraint())) {
      return new ThermoclineException(ErrorKind.ALREADY_EXISTS, message);
    }
    return e;
  }
}
