package dev.thermocline.expressions;

import org.jspecify.annotations.Nullable;

/** A checked piece of an expression, ready to compute. */
@FunctionalInterface
interface Evaluator {
  @Nullable Object at(Row row);
}
