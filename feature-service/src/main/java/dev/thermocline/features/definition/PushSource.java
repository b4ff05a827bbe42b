package dev.thermocline.features.definition;

/** A named way in for rows that arrive one by one; views name it as their source. */
public record PushSource(String name, Label label) {
  public PushSource {
    Name.check("push source", name);
  }
}
