package dev.thermocline.registry.experiment.web;

import dev.thermocline.registry.experiment.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What several bodies of the native API have in common. */
final class NativeBodies {
  private NativeBodies() {}

  record PageResponse<T>(List<T> items, @Nullable String next) {}

  static List<Entry> entries(@Nullable Map<String, String> map) {
    return map == null
        ? List.of()
        : map.entrySet().stream().map(e -> new Entry(e.getKey(), e.getValue())).toList();
  }

  static Map<String, String> map(List<Entry> entries) {
    Map<String, String> map = new TreeMap<>();
    entries.forEach(entry -> map.put(entry.key(), entry.value()));
    return map;
  }
}
