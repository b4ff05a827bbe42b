package dev.thermocline.registry.search;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One term of a statement's ORDER BY, by which its pages are cut.
 *
 * @param expression SQL, never made of what a caller wrote
 * @param nullable whether rows may lack it; those come last either way
 */
public record SortKey(String expression, Class<?> type, boolean ascending, boolean nullable) {
  public static SortKey of(String expression, Class<?> type, boolean ascending) {
    return new SortKey(expression, type, ascending, false);
  }

  public static SortKey nullable(String expression, Class<?> type, boolean ascending) {
    return new SortKey(expression, type, ascending, true);
  }

  boolean fits(@Nullable Object value) {
    return value == null ? nullable : type.isInstance(value);
  }

  String orderBy() {
    String order = expression + (ascending ? " ASC" : " DESC");
    return nullable ? "(" + expression + ") IS NULL, " + order : order;
  }

  Sql equalTo(@Nullable Object value) {
    return value == null
        ? new Sql(expression + " IS NULL")
        : new Sql(expression + " = " + placeholder(), value);
  }

  Sql after(@Nullable Object value) {
    if (value == null) {
      return new Sql("false");
    }
    String beyond = expression + (ascending ? " > " : " < ") + placeholder();
    return nullable
        ? new Sql("(" + beyond + " OR " + expression + " IS NULL)", value)
        : new Sql(beyond, value);
  }

  /** True for this row and all that follow: what lets an index start in the right place. */
  @Nullable Sql notBefore(@Nullable Object value) {
    return nullable || value == null
        ? null
        : new Sql(expression + (ascending ? " >= " : " <= ") + placeholder(), value);
  }

  private String placeholder() {
    return type == UUID.class ? "?::uuid" : "?";
  }
}
