package dev.thermocline.gateway.predict;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The text by which a request with entities is kept on its arm. */
final class StickyKey {
  private StickyKey() {}

  /**
   * Of the first row, whatever the order in which its keys are given.
   *
   * @param chosen the one join key that counts; null for all of them
   */
  static @Nullable String of(
      Map<String, List<? extends @Nullable Object>> entities, @Nullable String chosen) {
    if (entities.isEmpty()) {
      return null;
    }
    StringBuilder key = new StringBuilder();
    for (Map.Entry<String, List<? extends @Nullable Object>> entity :
        new TreeMap<>(entities).entrySet()) {
      boolean counts = chosen == null || chosen.equals(entity.getKey());
      if (counts && !entity.getValue().isEmpty()) {
        key.append(entity.getKey()).append('=').append(entity.getValue().getFirst()).append(';');
      }
    }
    return key.isEmpty() ? null : key.toString();
  }
}
