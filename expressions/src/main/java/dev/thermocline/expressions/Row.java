package dev.thermocline.expressions;

import org.jspecify.annotations.Nullable;

/** The values that an expression reads, by the position that its name was given. */
@FunctionalInterface
public interface Row {
  /**
   * The value at a position: a Boolean, Long, Double or String as its {@link Type} says, or null.
   * Integers and floats of narrower types may come as Integer and Float.
   */
  @Nullable Object get(int position);
}
