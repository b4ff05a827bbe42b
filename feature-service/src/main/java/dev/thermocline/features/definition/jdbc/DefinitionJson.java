package dev.thermocline.features.definition.jdbc;

import dev.thermocline.features.definition.Plan;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The stored form of definitions: their records as they are, with types as words. */
final class DefinitionJson {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(ValueType.class, new TypeWriter())
                  .addDeserializer(ValueType.class, new TypeReader()))
          .build();

  String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  <T> T read(String json, Class<T> type) {
    return mapper.readValue(json, type);
  }

  List<ViewSchema.Column> columns(String json) {
    return mapper.readValue(json, new TypeReference<List<ViewSchema.Column>>() {});
  }

  List<Plan.Change> changes(String json) {
    return mapper.readValue(json, new TypeReference<List<Plan.Change>>() {});
  }

  private static final class TypeWriter extends ValueSerializer<ValueType> {
    @Override
    public void serialize(ValueType type, JsonGenerator json, SerializationContext context) {
      json.writeString(type.word());
    }
  }

  private static final class TypeReader extends ValueDeserializer<ValueType> {
    @Override
    public ValueType deserialize(JsonParser json, DeserializationContext context) {
      return ValueType.parse(json.getString());
    }
  }
}
