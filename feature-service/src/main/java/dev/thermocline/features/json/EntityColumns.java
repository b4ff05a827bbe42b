package dev.thermocline.features.json;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the entities of a request: of each join key a list with one value for each entity. */
public final class EntityColumns {
  private static final int MOST = 10_000;

  private final JsonValues values;

  public EntityColumns(JsonValues.Numbers timestamps) {
    this.values = new JsonValues(timestamps);
  }

  public Map<String, List<Object>> read(JsonNode entities, Map<String, ValueType> keys) {
    if (!entities.isObject()) {
      throw ThermoclineException.invalid(
          "entities: write an object with a list for each join key, as {\"%s\": [1, 2]}."
              .formatted(keys.keySet().iterator().next()));
    }
    Map<String, List<Object>> columns = new LinkedHashMap<>();
    keys.forEach((key, type) -> {
      JsonNode list = entities.get(key);
      if (list == null || !list.isArray()) {
        throw ThermoclineException.invalid(
            "entities: the join key '%s' needs a list with one value for each entity."
                .formatted(key));
      }
      if (list.size() > MOST) {
        throw new ThermoclineException(
            ErrorKind.TOO_LARGE,
            "entities: %d at once; %d are the most. Ask in batches.".formatted(list.size(), MOST));
      }
      List<Object> column = new ArrayList<>(list.size());
      for (JsonNode value : list) {
        column.add(values.readKey(value, type, "entities." + key + "[" + column.size() + "]"));
      }
      columns.put(key, column);
    });
    return columns;
  }
}
