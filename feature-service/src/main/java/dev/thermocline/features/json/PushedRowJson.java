package dev.thermocline.features.json;

import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.hot.ServedCatalogs.Served;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.stream.PushedRow;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads rows of pushes and of topics: an object with a member for each column. */
public final class PushedRowJson {
  private static final ValueType TIME = ValueType.of(Scalar.TIMESTAMP);

  private final JsonValues values;

  public PushedRowJson(JsonValues.Numbers timestamps) {
    this.values = new JsonValues(timestamps);
  }

  /** The views that take the rows of a topic. */
  public static List<ServedView> views(Served served, StreamTopics.Origin origin) {
    if (!origin.isPush()) {
      return List.of(served.view(origin.name()));
    }
    served.catalog().getPushSource(origin.name());
    List<ServedView> views =
        served.catalog().viewsOfPushSource(origin.name()).stream()
            .map(view -> served.view(view.view().name()))
            .toList();
    if (views.isEmpty()) {
      throw ThermoclineException.invalid(
          "No view takes rows of the push source '%s'. Apply one with source: {push: %s}."
              .formatted(origin.name(), origin.name()));
    }
    return views;
  }

  /**
   * Gives a row the created time of now for every view that has such a column, where it has none.
   */
  public static void stampCreated(ObjectNode row, List<ServedView> views, Instant now) {
    for (ServedView view : views) {
      String created = view.applied().view().times().created();
      if (created != null && (row.get(created) == null || row.path(created).isNull())) {
        row.put(created, ValueWriter.text(RowTimes.micros(now)));
      }
    }
  }

  /** The row as one view takes it; refuses what is missing, of another type or from the future. */
  public PushedRow read(JsonNode row, ServedView view, Instant now, String place) {
    return read(row, view, now, null, place);
  }

  /** As the other, for a row that arrived when the view may not have had all of its columns. */
  public PushedRow readArrived(
      JsonNode row, ServedView view, Instant now, Instant arrival, String place) {
    return read(row, view, now, arrival, place);
  }

  private PushedRow read(
      JsonNode row, ServedView view, Instant now, @Nullable Instant arrival, String place) {
    FeatureView definition = view.applied().view();
    List<Object> keys = new ArrayList<>();
    for (JoinKey key : view.declaredKeys()) {
      keys.add(
          values.readKey(present(row, key.name(), view, place), key.type(), at(place, key.name())));
    }
    String eventName = definition.times().event();
    long event = time(present(row, eventName, view, place), at(place, eventName));
    if (event > RowTimes.micros(now.plus(definition.times().futureTolerance()))) {
      throw ThermoclineException.invalid(
          "%s: %s lies in the future and would hide every later row of its entity."
              .formatted(at(place, eventName), ValueWriter.text(event)));
    }
    String createdName = definition.times().created();
    Long created = null;
    if (createdName != null) {
      created = time(present(row, createdName, view, place), at(place, createdName));
    }
    List<@Nullable Object> read = new ArrayList<>();
    for (ViewSchema.Column column : view.applied().schema().columns()) {
      boolean isNew =
          arrival != null && row.get(column.name()) == null && view.mayLack(column, arrival);
      read.add(
          isNew
              ? null
              : values.read(
                  present(row, column.name(), view, place),
                  column.type(),
                  at(place, column.name())));
    }
    view.keyOfDeclared(keys);
    return new PushedRow(view, keys, event, created, read);
  }

  private long time(JsonNode json, String place) {
    Object value = values.read(json, TIME, place);
    if (!(value instanceof Long micros)) {
      throw ThermoclineException.invalid(place + ": a row must have this time.");
    }
    if (!RowTimes.inRange(micros)) {
      throw ThermoclineException.invalid(
          "%s: it must lie between %s and %s."
              .formatted(place, RowTimes.EARLIEST, RowTimes.LATEST));
    }
    return micros;
  }

  private static JsonNode present(JsonNode row, String column, ServedView view, String place) {
    @Nullable JsonNode value = row.get(column);
    if (value == null) {
      throw ThermoclineException.invalid(
          "%s: the column '%s' is missing, which view '%s' takes. Send null where there is no value."
              .formatted(place, column, view.applied().view().name()));
    }
    return Objects.requireNonNull(value);
  }

  private static String at(String place, String column) {
    return place + "." + column;
  }
}
