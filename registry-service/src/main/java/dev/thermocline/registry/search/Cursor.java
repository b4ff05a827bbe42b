package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the values of its last row's sort keys. {@link Cursors} makes the token of it
 * that travels.
 *
 * @param segment which stretch of the order the row was in, where an adapter reads it in several
 * @param values of types Long, Double, String, UUID or null
 */
public record Cursor(int segment, List<@Nullable Object> values) {
  /** The segment, refused where the order has fewer. */
  public int segmentOf(int segments) {
    if (segment >= segments) {
      throw unreadable();
    }
    return segment;
  }

  /** Refuses a cursor whose values do not fit these keys. */
  public void requireTypes(List<SortKey> keys) {
    boolean fits = keys.size() == values.size();
    for (int i = 0; fits && i < keys.size(); i++) {
      fits = keys.get(i).fits(values.get(i));
    }
    if (!fits) {
      throw unreadable();
    }
  }

  List<@Nullable String> position() {
    List<@Nullable String> position = new ArrayList<>(values.size() + 1);
    position.add(Integer.toString(segment));
    for (Object value : values) {
      position.add(
          switch (value) {
            case null -> null;
            case Long number -> "l" + number;
            case Double number -> "d" + number;
            case UUID id -> "u" + id;
            default -> "t" + value;
          });
    }
    return position;
  }

  static Cursor at(List<@Nullable String> position) {
    List<@Nullable Object> values = new ArrayList<>(position.size());
    for (String packed : position.subList(1, position.size())) {
      values.add(packed == null ? null : value(packed.charAt(0), packed.substring(1)));
    }
    String segment = position.getFirst();
    return new Cursor(segment == null ? 0 : Integer.parseInt(segment), values);
  }

  private static Object value(char type, String text) {
    return switch (type) {
      case 'l' -> Long.valueOf(text);
      case 'd' -> Double.valueOf(text);
      case 'u' -> UUID.fromString(text);
      default -> text;
    };
  }

  private static ThermoclineException unreadable() {
    return ThermoclineException.invalid(
        "The page token is of an older version of this server. Ask for the first page again.");
  }
}
