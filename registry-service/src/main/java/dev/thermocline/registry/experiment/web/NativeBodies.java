package dev.thermocline.registry.experiment.web;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.experiment.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What several bodies of the native API have in common. */
final class NativeBodies {
  private NativeBodies() {}

  record PageResponse<T>(List<T> items, @Nullable String next) {}

  static List<Entry> entries(@Nullable Map<String, @Nullable String> map) {
    List<Entry> entries = new ArrayList<>();
    if (map != null) {
      map.forEach((key, value) -> {
        if (value == null) {
          throw ThermoclineException.invalid("'" + key + "' has no value; give it a text.");
        }
        entries.add(new Entry(key, value));
      });
    }
    return entries;
  }

  static Map<String, String> map(List<Entry> entries) {
    Map<String, String> map = new TreeMap<>();
    entries.forEach(entry -> map.put(entry.key(), entry.value()));
    return map;
  }
}
