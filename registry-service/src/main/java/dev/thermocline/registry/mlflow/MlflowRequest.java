package dev.thermocline.registry.mlflow;

import dev.thermocline.kit.error.ThermoclineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request message, or an object within it, read as MLflow's protocol reads JSON: names in snake
 * or camel case, whole numbers also as text, unknown fields ignored, null as absent. Controllers
 * take it as an argument; it holds the JSON body, or the query of a GET.
 */
public final class MlflowRequest {
  private final ObjectNode fields;
  private final String path;
  private final boolean fromQuery;

  MlflowRequest(ObjectNode fields, boolean fromQuery) {
    this(fields, "", fromQuery);
  }

  private MlflowRequest(ObjectNode fields, String path, boolean fromQuery) {
    this.fields = fields;
    this.path = path;
    this.fromQuery = fromQuery;
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /** A text that must be there and not be empty. */
  public String requiredText(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  /** The first of several names that holds a text, for fields that were renamed. */
  public String requiredText(String name, String olderName) {
    String text = text(name);
    return text == null || text.isEmpty() ? requiredTextOf(olderName, name) : text;
  }

  private String requiredTextOf(String olderName, String name) {
    String text = text(olderName);
    if (text == null || text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  public @Nullable String text(String name) {
    JsonNode node = findOne(name);
    return node == null ? null : text(node, at(name));
  }

  /** An absent text is an empty one. */
  public String textOrEmpty(String name) {
    String text = text(name);
    return text == null ? "" : text;
  }

  public @Nullable Long whole(String name) {
    JsonNode node = findOne(name);
    return node == null ? null : whole(node, at(name));
  }

  public long requiredWhole(String name) {
    Long value = whole(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** A number that must be there; {@code "NaN"} and the infinities are numbers, too. */
  public double requiredNumber(String name) {
    JsonNode node = findOne(name);
    if (node == null) {
      throw missing(name);
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isString()) {
      try {
        return Double.parseDouble(numberWord(node.stringValue()));
      } catch (NumberFormatException e) {
        throw invalid(at(name), node, "a number");
      }
    }
    throw invalid(at(name), node, "a number");
  }

  private static String numberWord(String text) {
    // Java alone would also read 1f, 0x1p3 and blanks around a number.
    return text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|NaN|-?Infinity")
        ? text
        : "no number";
  }

  public boolean flag(String name, boolean otherwise) {
    JsonNode node = findOne(name);
    if (node == null) {
      return otherwise;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (fromQuery && node.isString()) {
      switch (node.stringValue().toLowerCase(java.util.Locale.ROOT)) {
        case "true" -> {
          return true;
        }
        case "false" -> {
          return false;
        }
        default -> {}
      }
    }
    throw invalid(at(name), node, "true or false");
  }

  /** One of some words, which the protocol also lets stand as their numbers. */
  public <T> @Nullable T choice(String name, Map<String, T> words, Map<Integer, T> numbers) {
    JsonNode node = findOne(name);
    if (node == null) {
      return null;
    }
    T found = node.isString() ? words.get(node.stringValue()) : null;
    if (found == null && (node.isNumber() || (node.isString() && isWhole(node.stringValue())))) {
      found = numbers.get(Math.clamp(whole(node, at(name)), -1, Integer.MAX_VALUE));
    }
    if (found == null) {
      throw invalid(at(name), node, "one of " + words.keySet().stream().sorted().toList());
    }
    return found;
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    int i = 0;
    for (JsonNode item : items(name)) {
      texts.add(text(item, at(name) + "[" + i++ + "]"));
    }
    return texts;
  }

  public List<MlflowRequest> objects(String name) {
    List<MlflowRequest> objects = new ArrayList<>();
    int i = 0;
    for (JsonNode item : items(name)) {
      String itemPath = at(name) + "[" + i++ + "]";
      if (!(item instanceof ObjectNode object)) {
        throw invalid(itemPath, item, "an object");
      }
      objects.add(new MlflowRequest(object, itemPath, false));
    }
    return objects;
  }

  public MlflowRequest requiredObject(String name) {
    JsonNode node = findOne(name);
    if (node == null) {
      throw missing(name);
    }
    if (!(node instanceof ObjectNode object)) {
      throw invalid(at(name), node, "an object");
    }
    return new MlflowRequest(object, at(name), false);
  }

  private Iterable<JsonNode> items(String name) {
    JsonNode node = find(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw invalid(at(name), node, "a list");
    }
    return node;
  }

  private @Nullable JsonNode find(String name) {
    JsonNode snake = fields.get(name);
    String camelName = camel(name);
    JsonNode camel = camelName.equals(name) ? null : fields.get(camelName);
    if (snake != null && camel != null) {
      throw ThermoclineException.invalid(
          "Request specifies both '"
              + name
              + "' and '"
              + camelName
              + "'; provide only one of them.");
    }
    JsonNode found = snake == null ? camel : snake;
    return found == null || found.isNull() ? null : found;
  }

  /** One value; of a parameter that a query repeats the first. */
  private @Nullable JsonNode findOne(String name) {
    JsonNode found = find(name);
    return fromQuery && found != null && found.isArray() ? found.get(0) : found;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' && i + 1 < name.length()) {
        camel.append(Character.toUpperCase(name.charAt(++i)));
      } else {
        camel.append(c);
      }
    }
    return camel.toString();
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String text(JsonNode node, String path) {
    if (!node.isString()) {
      throw invalid(path, node, "a string");
    }
    String text = node.stringValue();
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw ThermoclineException.invalid(
          "Invalid value for parameter '"
              + path
              + "' supplied: it holds a NUL or half of a surrogate pair.");
    }
    return text;
  }

  private static long whole(JsonNode node, String path) {
    try {
      if (node.isIntegralNumber() && node.canConvertToLong()) {
        return node.longValue();
      }
      if (node.isNumber()
          && node.doubleValue() == Math.rint(node.doubleValue())
          && Math.abs(node.doubleValue()) < 1e18) {
        return (long) node.doubleValue();
      }
      if (node.isString() && isWhole(node.stringValue())) {
        return Long.parseLong(node.stringValue());
      }
    } catch (NumberFormatException e) {
      // Too large, answered as below.
    }
    throw invalid(path, node, "a whole number of 64 bits");
  }

  private static boolean isWhole(String text) {
    return text.matches("[-+]?[0-9]{1,19}");
  }

  private ThermoclineException missing(String name) {
    return ThermoclineException.invalid("Missing value for required parameter '" + at(name) + "'.");
  }

  private static ThermoclineException invalid(String path, JsonNode node, String wanted) {
    String shown = node.toString();
    return ThermoclineException.invalid(
        "Invalid value "
            + (shown.length() > 200 ? shown.substring(0, 200) + "..." : shown)
            + " for parameter '"
            + path
            + "' supplied: it must be "
            + wanted
            + ".");
  }
}
