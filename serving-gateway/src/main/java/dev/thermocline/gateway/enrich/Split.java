package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of dialects that have no word for entities: columns with the name of a join key are
 * entities, the others are inputs.
 */
record Split(Map<String, List<? extends @Nullable Object>> entities, @Nullable RawInputs inputs) {

  static Split of(@Nullable RawInputs inputs, Set<String> joinKeys) {
    return switch (inputs) {
      case RawInputs.Table table -> table(table, joinKeys);
      case RawInputs.Named named -> named(named, joinKeys);
      case RawInputs.Typed typed -> typed(typed, joinKeys);
      case RawInputs.Positional _ -> new Split(Map.of(), inputs);
      case null -> new Split(Map.of(), null);
    };
  }

  private static Split table(RawInputs.Table table, Set<String> joinKeys) {
    Map<String, List<? extends @Nullable Object>> entities = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (joinKeys.contains(table.columns().get(i))) {
        List<@Nullable Object> ids = new ArrayList<>(table.rows().size());
        for (List<? extends @Nullable Object> row : table.rows()) {
          ids.add(row.get(i));
        }
        entities.put(table.columns().get(i), ids);
      }
    }
    return new Split(entities, table);
  }

  private static Split named(RawInputs.Named named, Set<String> joinKeys) {
    Map<String, List<? extends @Nullable Object>> entities = new LinkedHashMap<>();
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    named
        .values()
        .forEach((name, value) -> {
          if (joinKeys.contains(name)) {
            entities.put(
                name, value instanceof List<?> many ? many : Collections.singletonList(value));
          } else {
            others.put(name, value);
          }
        });
    return new Split(entities, others.isEmpty() ? null : new RawInputs.Named(others));
  }

  private static Split typed(RawInputs.Typed typed, Set<String> joinKeys) {
    Map<String, List<? extends @Nullable Object>> entities = new LinkedHashMap<>();
    List<Tensor> others = new ArrayList<>();
    for (Tensor tensor : typed.tensors()) {
      if (joinKeys.contains(tensor.name())) {
        entities.put(tensor.name(), ids(tensor));
      } else {
        others.add(tensor);
      }
    }
    return new Split(entities, others.isEmpty() ? null : new RawInputs.Typed(others));
  }

  private static List<@Nullable Object> ids(Tensor tensor) {
    if (tensor.type() != DataType.INT32) {
      return tensor.flat();
    }
    List<@Nullable Object> ids = new ArrayList<>(tensor.count());
    for (int i = 0; i < tensor.count(); i++) {
      ids.add((int) tensor.longAt(i));
    }
    return ids;
  }
}
