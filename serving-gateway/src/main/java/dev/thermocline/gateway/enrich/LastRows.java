package dev.thermocline.gateway.enrich;

import dev.thermocline.hot.PackedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that were read last, for deployments that would rather have old ones than none. */
final class LastRows {
  // Keys carry the definition: its digest says which views the rows are of.
  private static final int ENTITIES = 50_000;

  private record Kept(List<@Nullable PackedRow> rows, long atNanos) {}

  private final Map<String, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > ENTITIES;
        }
      };

  synchronized void keep(
      String definition, List<String> keys, List<List<@Nullable PackedRow>> rows) {
    long now = System.nanoTime();
    for (int i = 0; i < keys.size(); i++) {
      kept.put(definition + keys.get(i), new Kept(rows.get(i), now));
    }
  }

  /** Null unless every entity is known, and none for longer than allowed. */
  synchronized @Nullable List<List<@Nullable PackedRow>> find(
      String definition, List<String> keys, Duration allowed) {
    long now = System.nanoTime();
    List<List<@Nullable PackedRow>> rows = new ArrayList<>(keys.size());
    for (String key : keys) {
      Kept known = kept.get(definition + key);
      if (known == null || now - known.atNanos() > allowed.toNanos()) {
        return null;
      }
      rows.add(known.rows());
    }
    return rows;
  }
}
