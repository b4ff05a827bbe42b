package dev.thermocline.features.feast.web;

import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A data frame as Feast sends it: of each column a list. */
final class FeastFrame {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long MICROS = 1_000_000;

  private FeastFrame() {}

  /** The rows of a frame in our own names and units. */
  static List<ObjectNode> rows(JsonNode frame, List<ServedView> views) {
    if (!frame.isObject() || frame.isEmpty()) {
      throw ThermoclineException.invalid("'df' must be an object with a list for each column.");
    }
    List<ObjectNode> rows = new ArrayList<>();
    int size = -1;
    Set<String> seconds = timestamps(views);
    for (String name : frame.propertyNames()) {
      JsonNode column = frame.path(name);
      if (!column.isArray() || (size >= 0 && column.size() != size)) {
        throw ThermoclineException.invalid(
            "df.%s: every column is a list, all of one length.".formatted(name));
      }
      size = column.size();
      for (int i = 0; i < size; i++) {
        if (rows.size() <= i) {
          rows.add(JSON.objectNode());
        }
        rows.get(i).set(name, seconds.contains(name) ? micros(column.get(i)) : column.get(i));
      }
    }
    rows.forEach(row -> views.forEach(view -> rename(row, view.applied().view())));
    return rows;
  }

  /** Feast's client calls the columns of time by names of its own. */
  private static void rename(ObjectNode row, FeatureView view) {
    copy(row, "event_timestamp", view.times().event());
    String created = view.times().created();
    if (created != null) {
      copy(row, "created", created);
    }
  }

  private static void copy(ObjectNode row, String from, String to) {
    if (row.get(to) == null && row.get(from) != null) {
      row.set(to, row.path(from));
    }
  }

  private static Set<String> timestamps(List<ServedView> views) {
    Set<String> names = new HashSet<>();
    for (ServedView view : views) {
      for (ViewSchema.Column column : view.applied().schema().columns()) {
        if (column.type().scalar() == Scalar.TIMESTAMP) {
          names.add(column.name());
        }
      }
      view.declaredKeys().stream()
          .filter(key -> key.type().scalar() == Scalar.TIMESTAMP)
          .forEach(key -> names.add(key.name()));
    }
    return names;
  }

  private static JsonNode micros(JsonNode seconds) {
    if (seconds.isArray()) {
      ArrayNode all = JSON.arrayNode();
      seconds.forEach(one -> all.add(micros(one)));
      return all;
    }
    return seconds.isIntegralNumber()
            && seconds.canConvertToLong()
            && Math.abs(seconds.asLong()) < Long.MAX_VALUE / MICROS
        ? JSON.numberNode(seconds.asLong() * MICROS)
        : seconds;
  }
}
