package dev.thermocline.features.json;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.ValueType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** All definitions of a project as one document, as one process tells them to another. */
public final class CatalogJson {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(ValueType.class, new TypeWriter())
                  .addDeserializer(ValueType.class, new TypeReader()))
          .build();

  public byte[] write(Catalog catalog) {
    return mapper.writeValueAsBytes(catalog);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws tools.jackson.core.JacksonException when it is something else
   */
  public Catalog read(byte[] json) {
    return mapper.readValue(json, Catalog.class);
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
