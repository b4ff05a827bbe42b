package dev.thermocline.registry.dataset.jdbc;

import dev.thermocline.registry.dataset.Column;
import dev.thermocline.registry.dataset.Split;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Columns of type jsonb. */
final class DatasetJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};
  private static final TypeReference<List<Column>> COLUMNS = new TypeReference<>() {};
  private static final TypeReference<List<Split>> SPLITS = new TypeReference<>() {};

  private DatasetJson() {}

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static Map<String, String> tags(String json) {
    return MAPPER.readValue(json, TAGS);
  }

  static List<Column> columns(String json) {
    return MAPPER.readValue(json, COLUMNS);
  }

  static List<Split> splits(String json) {
    return MAPPER.readValue(json, SPLITS);
  }
}
