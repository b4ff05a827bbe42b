package dev.thermocline.features.inference.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Walks through JSON once and gives values as the very text that they have there: a log keeps what
 * it was told, and most of a line is numbers that nobody here needs. Whoever is called for a value
 * leaves this at its end, which every method that gives one does.
 */
final class RawJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final byte[] bytes;
  private final JsonParser parser;

  private RawJson(byte[] bytes, JsonParser parser) {
    this.bytes = bytes;
    this.parser = parser;
  }

  /**
   * Calls for each member of an object, with its name.
   *
   * @return false if this is JSON and no object
   * @throws JacksonException when it is no JSON
   */
  static boolean read(byte[] bytes, Visitor visitor) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      RawJson json = new RawJson(bytes, parser);
      json.members(name -> visitor.visit(name, json));
      return parser.nextToken() == null;
    }
  }

  /** Takes a member of the object that is read. */
  @FunctionalInterface
  interface Visitor {
    void visit(String name, RawJson value);
  }

  /** Calls for each member of an object; for none of what is no object. */
  void members(Consumer<String> visitor) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      visitor.accept(name);
    }
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Calls for each value of an array; for none of what is no array. */
  void each(Runnable visitor) {
    if (!isArray()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      visitor.run();
    }
  }

  String text() {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    // A string is not read to its end before somebody asks.
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return new String(bytes, from, to - from, UTF_8);
  }

  /** The texts of an array's values. */
  List<String> texts() {
    List<String> all = new ArrayList<>();
    each(() -> all.add(text()));
    return all;
  }

  /** The values of an array as strings. */
  List<String> strings() {
    List<String> all = new ArrayList<>();
    each(() -> {
      boolean isString = parser.currentToken() == JsonToken.VALUE_STRING;
      all.add(isString ? parser.getString() : text());
    });
    return all;
  }

  /** A string, a whole number as a {@code Long}, or null for anything else. */
  @Nullable Object scalar() {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    if (parser.isExpectedNumberIntToken()
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    parser.skipChildren();
    return null;
  }
}
