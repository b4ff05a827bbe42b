package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Turns an operator and its operand into SQL over one column. */
public final class Comparison {
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Comparison() {}

  /** Compares text, byte for byte but for {@code ILIKE}. */
  public static Sql text(String column, Condition condition) {
    Operator operator = condition.operator();
    return switch (operator) {
      case EQUAL -> new Sql(column + " = ?", condition.text());
      case NOT_EQUAL -> new Sql(column + " <> ?", condition.text());
      case LIKE, ILIKE -> new Sql(column + " " + operator.symbol() + " ?", pattern(condition));
      case IN, NOT_IN -> {
        String[] values = ((Operand.Texts) condition.operand()).values().toArray(String[]::new);
        yield operator == Operator.IN
            ? new Sql(column + " = ANY (?)", (Object) values)
            : new Sql(column + " <> ALL (?)", (Object) values);
      }
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IS_NULL, IS_NOT_NULL ->
          throw new IllegalArgumentException(operator + " does not compare text");
    };
  }

  /**
   * Compares a column of doubles. NaN differs from every number and is neither above nor below one,
   * although Postgres sorts it above all.
   */
  public static Sql number(String column, Condition condition) {
    double value = ((Operand.Numeric) condition.operand()).value().doubleValue();
    if (Double.isInfinite(value)) {
      // Stored infinities are the largest double, so that is what a larger operand means.
      value = Math.copySign(Double.MAX_VALUE, value);
    }
    return switch (condition.operator()) {
      case EQUAL -> new Sql(column + " = ?", value);
      case NOT_EQUAL -> new Sql(column + " <> ?", value);
      case LESS -> new Sql(column + " < ?", value);
      case LESS_OR_EQUAL -> new Sql(column + " <= ?", value);
      case GREATER -> new Sql(column + " > ? AND " + column + " < 'NaN'", value);
      case GREATER_OR_EQUAL -> new Sql(column + " >= ? AND " + column + " < 'NaN'", value);
      default ->
          throw new IllegalArgumentException(condition.operator() + " does not compare numbers");
    };
  }

  /** Compares a column of whole numbers with any number, without losing the column's index. */
  public static Sql integer(String column, Condition condition) {
    BigDecimal value = ((Operand.Numeric) condition.operand()).value();
    BigDecimal floor = value.setScale(0, RoundingMode.FLOOR);
    boolean whole = floor.compareTo(value) == 0;
    if (floor.compareTo(LONG_MAX) > 0) {
      return new Sql(isBelow(condition.operator()) ? column + " IS NOT NULL" : "false");
    }
    if (floor.compareTo(LONG_MIN) < 0) {
      return new Sql(isAbove(condition.operator()) ? column + " IS NOT NULL" : "false");
    }
    long bound = floor.longValueExact();
    return switch (condition.operator()) {
      case EQUAL -> whole ? new Sql(column + " = ?", bound) : new Sql("false");
      case NOT_EQUAL -> whole ? new Sql(column + " <> ?", bound) : new Sql(column + " IS NOT NULL");
      case LESS -> new Sql(column + (whole ? " < ?" : " <= ?"), bound);
      case LESS_OR_EQUAL -> new Sql(column + " <= ?", bound);
      case GREATER -> new Sql(column + " > ?", bound);
      case GREATER_OR_EQUAL -> new Sql(column + (whole ? " >= ?" : " > ?"), bound);
      default ->
          throw new IllegalArgumentException(condition.operator() + " does not compare numbers");
    };
  }

  private static boolean isBelow(Operator operator) {
    return operator == Operator.LESS
        || operator == Operator.LESS_OR_EQUAL
        || operator == Operator.NOT_EQUAL;
  }

  private static boolean isAbove(Operator operator) {
    return operator == Operator.GREATER
        || operator == Operator.GREATER_OR_EQUAL
        || operator == Operator.NOT_EQUAL;
  }

  private static String pattern(Condition condition) {
    String pattern = condition.text();
    int backslashes = 0;
    while (backslashes < pattern.length()
        && pattern.charAt(pattern.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    if (backslashes % 2 == 1) {
      throw ThermoclineException.invalid(
          "The pattern '"
              + pattern
              + "' for "
              + condition.field()
              + " ends with a single backslash. Write two for one.");
    }
    return pattern;
  }
}
