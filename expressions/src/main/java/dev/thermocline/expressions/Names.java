package dev.thermocline.expressions;

import java.util.Optional;

/**
 * The names that an expression may use: features, request inputs, and the moment it is asked for.
 */
@FunctionalInterface
public interface Names {
  /**
   * What stands behind a name.
   *
   * @param name as written: {@code bp}, or {@code vitals:bp} with the view
   */
  Optional<Column> find(String name);

  /** A position in the row and the type of what lies there. */
  record Column(int position, Type type) {}
}
