package dev.thermocline.registry.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A statement that grows piece by piece together with the values of its placeholders. Values only
 * ever travel as arguments, so nothing that a caller wrote becomes SQL. Not thread-safe.
 */
public final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> arguments = new ArrayList<>();

  public Sql() {}

  public Sql(String piece, Object... values) {
    add(piece, values);
  }

  /** Adds a piece, with a space before it, and the values of its {@code ?}s. */
  public Sql add(String piece, Object... values) {
    if (!text.isEmpty()) {
      text.append(' ');
    }
    text.append(piece);
    arguments.addAll(Arrays.asList(values));
    return this;
  }

  /**
   * Adds a limit of one row more, which tells whether there is another page. The number stands in
   * the text: a plan that is kept for any number expects a tenth of all rows to be read, and walks
   * through everything in order for the few that fit.
   */
  public Sql addLimitOfPage(int size) {
    return add("LIMIT " + (size + 1));
  }

  public Sql add(Sql other) {
    return add(other.text(), other.arguments());
  }

  public String text() {
    return text.toString();
  }

  public Object[] arguments() {
    return arguments.toArray();
  }
}
