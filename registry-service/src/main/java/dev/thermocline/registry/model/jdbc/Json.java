package dev.thermocline.registry.model.jdbc;

import dev.thermocline.registry.model.SourceFile;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Columns of type jsonb. */
@Component("modelJson")
class Json {
  private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Integer>> ALIASES = new TypeReference<>() {};
  private static final TypeReference<List<SourceFile>> FILES = new TypeReference<>() {};

  private final JsonMapper mapper = JsonMapper.builder().build();

  String of(Object value) {
    return mapper.writeValueAsString(value);
  }

  Map<String, String> tags(String json) {
    return json.equals("{}") ? Map.of() : Map.copyOf(mapper.readValue(json, TAGS));
  }

  Map<String, Integer> aliases(String json) {
    return json.equals("{}") ? Map.of() : Map.copyOf(mapper.readValue(json, ALIASES));
  }

  List<SourceFile> files(String json) {
    return mapper.readValue(json, FILES);
  }
}
