package dev.thermocline.features.json;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object of a caller, read member by member. Whatever is missing, of another type or unknown
 * is refused with its place in the document.
 */
public final class JsonObject {
  private static final int MOST_MEMBERS = 100_000;

  private final JsonNode json;
  private final String place;
  private final Set<String> read = new HashSet<>();

  private JsonObject(JsonNode json, String place) {
    this.json = json;
    this.place = place;
  }

  public static JsonObject of(@Nullable JsonNode json, String place) {
    if (json == null || !json.isObject()) {
      throw ThermoclineException.invalid(place + " must be a JSON object.");
    }
    return new JsonObject(json, place);
  }

  /** Reads the object with {@code reader}, then refuses members that it did not ask for. */
  public <T> T read(Function<JsonObject, T> reader) {
    T value;
    try {
      value = reader.apply(this);
    } catch (ThermoclineException e) {
      throw e.kind() == ErrorKind.INVALID_ARGUMENT && !e.getMessage().startsWith("at ")
          ? new ThermoclineException(e.kind(), "at " + place + ": " + e.getMessage(), e)
          : e;
    }
    for (String name : json.propertyNames()) {
      if (!read.contains(name)) {
        throw ThermoclineException.invalid(
            "at %s: '%s' is not known here. Known are: %s."
                .formatted(place, shown(name), String.join(", ", read.stream().sorted().toList())));
      }
    }
    return value;
  }

  /** Takes a member as known whose value is read elsewhere. */
  public JsonObject knows(String name) {
    read.add(name);
    return this;
  }

  /** Whether there is a member other than null. */
  public boolean isThere(String name) {
    return member(name).isPresent();
  }

  /** A member as it is. */
  public JsonNode raw(String name) {
    return member(name).orElseThrow(() -> missing(name));
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  public Optional<String> optionalText(String name) {
    return member(name)
        .map(value -> {
          if (!value.isString()) {
            throw wrong(name, "a string");
          }
          return value.asString();
        });
  }

  public Optional<Boolean> optionalFlag(String name) {
    return member(name)
        .map(value -> {
          if (!value.isBoolean()) {
            throw wrong(name, "true or false");
          }
          return value.asBoolean();
        });
  }

  public Optional<Long> optionalLong(String name) {
    return member(name)
        .map(value -> {
          if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number");
          }
          return value.asLong();
        });
  }

  public Optional<Duration> optionalDuration(String name) {
    return optionalText(name)
        .map(text -> {
          try {
            return Duration.parse(text);
          } catch (DateTimeParseException e) {
            throw wrong(name, "a duration such as PT24H or P7D");
          }
        });
  }

  public <T> Optional<T> optionalObject(String name, Function<JsonObject, T> reader) {
    return member(name).map(value -> of(value, at(name)).read(reader));
  }

  /** The members of an array; none where it is absent. */
  public <T> List<T> objects(String name, Function<JsonObject, T> reader) {
    List<T> all = new ArrayList<>();
    int index = 0;
    for (JsonNode element : array(name)) {
      all.add(of(element, at(name) + "[" + index++ + "]").read(reader));
    }
    return all;
  }

  /** The strings of an array; none where it is absent. */
  public List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isString()) {
        throw wrong(name, "an array of strings");
      }
      all.add(element.asString());
    }
    return all;
  }

  private Iterable<JsonNode> array(String name) {
    Optional<JsonNode> value = member(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!value.get().isArray()) {
      throw wrong(name, "an array");
    }
    if (value.get().size() > MOST_MEMBERS) {
      throw wrong(name, "an array of at most " + MOST_MEMBERS + " members");
    }
    return value.get();
  }

  private Optional<JsonNode> member(String name) {
    read.add(name);
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private ThermoclineException missing(String name) {
    return ThermoclineException.invalid("'" + name + "' is missing.");
  }

  private ThermoclineException wrong(String name, String expected) {
    return ThermoclineException.invalid("'" + name + "' must be " + expected + ".");
  }

  private String at(String name) {
    return place.equals("the body") ? name : place + "." + name;
  }

  private static String shown(String name) {
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }
}
