package dev.thermocline.registry.search;

/** Where the value of a {@link Field} lives. */
public enum FieldKind {
  ATTRIBUTE("attribute"),
  METRIC("metric"),
  PARAM("parameter"),
  TAG("tag"),
  DATASET("dataset");

  private final String word;

  FieldKind(String word) {
    this.word = word;
  }

  /** The word that error messages use. */
  String word() {
    return word;
  }
}
