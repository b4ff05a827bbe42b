package dev.thermocline.features.definition;

/** One feature of a view: a typed column. */
public record Field(String name, ValueType type, Label label) {
  public Field {
    Name.check("field", name);
  }

  public static Field of(String name, ValueType type) {
    return new Field(name, type, Label.NONE);
  }
}
