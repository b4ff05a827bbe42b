package dev.thermocline.registry.search;

/**
 * What a condition or an order is about.
 *
 * @param key the attribute's canonical name, or the metric's, parameter's or tag's own key
 */
public record Field(FieldKind kind, String key) {
  @Override
  public String toString() {
    return kind.word() + " '" + key + "'";
  }
}
