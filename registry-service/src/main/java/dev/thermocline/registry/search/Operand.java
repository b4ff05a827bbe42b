package dev.thermocline.registry.search;

import java.math.BigDecimal;
import java.util.List;

/** The right side of a condition. */
public sealed interface Operand {
  record Text(String value) implements Operand {}

  record Numeric(BigDecimal value) implements Operand {}

  record Texts(List<String> values) implements Operand {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** Of {@code IS NULL} and {@code IS NOT NULL}. */
  record None() implements Operand {}
}
