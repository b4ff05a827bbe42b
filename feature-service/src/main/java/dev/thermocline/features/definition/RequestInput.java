package dev.thermocline.features.definition;

/** A value that only the request knows. */
public record RequestInput(String name, ValueType type, Label label) {
  public RequestInput {
    Name.check("request input", name);
  }
}
