package dev.thermocline.registry.search;

/** One comparison of a filter, already checked against a {@link Searchable}. */
public record Condition(Field field, Operator operator, Operand operand) {
  /** The operand of a text comparison. */
  public String text() {
    return ((Operand.Text) operand).value();
  }
}
