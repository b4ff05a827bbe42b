package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.enrich.FeatureDefinition.JoinKey;
import dev.thermocline.gateway.enrich.FeatureDefinition.View;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entities that a request asks about, with every id in the one text that its type gives it.
 *
 * @param names of the join keys, in alphabetical order
 * @param ids for each row, in the order of the names
 */
record EntityRows(List<String> names, List<List<String>> ids) {
  static EntityRows read(
      FeatureDefinition definition, Map<String, List<? extends @Nullable Object>> given) {
    TreeMap<String, String> types = new TreeMap<>();
    for (View view : definition.views().values()) {
      for (JoinKey key : view.joinKeys()) {
        types.put(key.name(), key.type());
      }
    }
    requireExactly(types.keySet().stream().toList(), given);
    int rows = given.values().iterator().next().size();
    List<String> names = List.copyOf(types.keySet());
    List<List<String>> ids = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      List<String> of = new ArrayList<>(names.size());
      for (Map.Entry<String, String> key : types.entrySet()) {
        List<? extends @Nullable Object> values = given.getOrDefault(key.getKey(), List.of());
        if (values.size() != rows) {
          throw ThermoclineException.invalid(
              "Join key '%s' has %d values where others have %d."
                  .formatted(key.getKey(), values.size(), rows));
        }
        of.add(text(key.getKey(), key.getValue(), values.get(row)));
      }
      ids.add(of);
    }
    return new EntityRows(names, ids);
  }

  private static void requireExactly(
      List<String> wanted, Map<String, List<? extends @Nullable Object>> given) {
    List<String> missing = new ArrayList<>(wanted);
    List<String> unknown = new ArrayList<>();
    for (String name : given.keySet()) {
      if (!missing.remove(name)) {
        unknown.add(name);
      }
    }
    if (!missing.isEmpty() || !unknown.isEmpty() || wanted.isEmpty()) {
      throw ThermoclineException.invalid(
          "The entities must have the join keys %s; missing: %s; unknown: %s."
              .formatted(wanted, missing, unknown));
    }
  }

  private static String text(String name, String type, @Nullable Object value) {
    String text =
        switch (type) {
          case "string" -> value instanceof String string ? string : null;
          case "bool" -> value instanceof Boolean bool ? bool.toString() : null;
          case "int32" -> value instanceof Integer number ? number.toString() : null;
          default ->
              value instanceof Integer || value instanceof Long ? String.valueOf(value) : null;
        };
    if (text == null || text.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.BAD_REQUEST,
          "A value of join key '%s' is not %s."
              .formatted(name, type.equals("string") ? "a non-empty string" : "an " + type));
    }
    return text;
  }

  int rows() {
    return ids.size();
  }

  /** The ids that make a view's key, for one row. */
  List<String> of(View view, int row) {
    List<JoinKey> keys = view.joinKeys();
    if (keys.size() == names.size()) {
      return ids.get(row);
    }
    List<String> chosen = new ArrayList<>(keys.size());
    for (JoinKey key : keys) {
      chosen.add(ids.get(row).get(names.indexOf(key.name())));
    }
    return chosen;
  }

  /** As a person would name it, for errors. */
  String shown(int row) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      shown.append(i == 0 ? "" : ", ").append(names.get(i)).append('=').append(ids.get(row).get(i));
    }
    return shown.toString();
  }
}
