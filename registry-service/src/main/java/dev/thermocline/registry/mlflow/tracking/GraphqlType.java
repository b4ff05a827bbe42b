package dev.thermocline.registry.mlflow.tracking;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One type of the page's GraphQL: which fields it has and how each looks. It makes its own form out
 * of the message that the REST route answers: names in camel case, 64-bit numbers as text, what is
 * absent as null.
 */
final class GraphqlType {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private interface Form {
    JsonNode of(@Nullable JsonNode value);
  }

  private final String name;
  private final Map<String, Form> fields = new LinkedHashMap<>();
  private final Map<String, GraphqlType> parts = new LinkedHashMap<>();

  private GraphqlType(String name) {
    this.name = name;
  }

  static GraphqlType named(String name) {
    return new GraphqlType(name);
  }

  GraphqlType texts(String... names) {
    for (String field : names) {
      fields.put(field, value -> value == null ? JSON.nullNode() : value);
    }
    return this;
  }

  GraphqlType longs(String... names) {
    for (String field : names) {
      fields.put(
          field, value -> value == null ? JSON.nullNode() : JSON.stringNode(value.asString()));
    }
    return this;
  }

  /** A number; GraphQL has none for NaN. */
  GraphqlType number(String field) {
    fields.put(
        field,
        value ->
            value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())
                ? JSON.nullNode()
                : value);
    return this;
  }

  GraphqlType object(String field, GraphqlType type) {
    parts.put(field, type);
    fields.put(field, value -> value == null ? JSON.nullNode() : type.of(value));
    return this;
  }

  GraphqlType list(String field, GraphqlType type) {
    parts.put(field, type);
    fields.put(
        field,
        value -> {
          ArrayNode list = JSON.arrayNode();
          if (value != null) {
            value.forEach(item -> list.add(type.of(item)));
          }
          return list;
        });
    return this;
  }

  ObjectNode of(JsonNode message) {
    ObjectNode made = JSON.objectNode();
    made.put("__typename", name);
    fields.forEach((field, form) -> {
      JsonNode value = message.get(snake(field));
      made.set(field, form.of(value == null || value.isNull() ? null : value));
    });
    return made;
  }

  /** The names of all fields of this type and of the types within it. */
  void collectFields(Set<String> names) {
    names.addAll(fields.keySet());
    parts.values().forEach(type -> type.collectFields(names));
  }

  private static String snake(String field) {
    StringBuilder snake = new StringBuilder(field.length() + 4);
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
