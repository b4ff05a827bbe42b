package dev.thermocline.features.feast.web;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.json.ValueWriter;
import dev.thermocline.features.online.OnlineAnswer;
import dev.thermocline.features.online.ReadPlan;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Feast's answer: one vector for each join key and each feature, in columns. */
final class FeastAnswerJson {
  private static final String EPOCH = "1970-01-01T00:00:00Z";

  private final JsonMapper mapper;
  private final ValueWriter values = new ValueWriter(JsonValues.Numbers.SECONDS);

  FeastAnswerJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  byte[] write(
      OnlineAnswer answer,
      List<String> keys,
      Map<String, List<Object>> entities,
      boolean fullNames) {
    List<ReadPlan.Column> columns = answer.plan().columns();
    List<String> names = names(columns, fullNames);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(256 + answer.size() * columns.size() * 56);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("metadata");
      json.writeArrayPropertyStart("feature_names");
      keys.forEach(json::writeString);
      names.forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayPropertyStart("results");
      for (String key : keys) {
        ValueType type = Objects.requireNonNull(answer.plan().joinKeys().get(key));
        key(json, Objects.requireNonNull(entities.get(key)), type);
      }
      Map<String, String[]> times = new HashMap<>();
      for (ReadPlan.Column column : columns) {
        feature(
            json,
            answer,
            column,
            times.computeIfAbsent(column.reference().view(), view -> times(answer, column)));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private void key(JsonGenerator json, List<Object> column, ValueType type) {
    json.writeStartObject();
    json.writeArrayPropertyStart("values");
    column.forEach(value -> values.write(json, value, type));
    json.writeEndArray();
    json.writeArrayPropertyStart("statuses");
    column.forEach(value -> json.writeString(FeatureState.PRESENT.name()));
    json.writeEndArray();
    json.writeArrayPropertyStart("event_timestamps");
    column.forEach(value -> json.writeString(EPOCH));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void feature(
      JsonGenerator json, OnlineAnswer answer, ReadPlan.Column column, String[] times) {
    json.writeStartObject();
    json.writeArrayPropertyStart("values");
    for (int i = 0; i < answer.size(); i++) {
      PackedRow row = answer.row(column, i);
      // The client keeps every value whatever its status says.
      if (row != null && answer.state(column, i) == FeatureState.PRESENT) {
        values.write(json, row, column.indexIn(row), column.type());
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("statuses");
    for (int i = 0; i < answer.size(); i++) {
      json.writeString(answer.state(column, i).name());
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("event_timestamps");
    for (String time : times) {
      json.writeString(time);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String[] times(OnlineAnswer answer, ReadPlan.Column column) {
    String[] times = new String[answer.size()];
    for (int i = 0; i < times.length; i++) {
      PackedRow row = answer.row(column, i);
      times[i] = row == null || row.isTombstone() ? EPOCH : ValueWriter.text(row.event());
    }
    return times;
  }

  private static List<String> names(List<ReadPlan.Column> columns, boolean full) {
    List<String> names = new ArrayList<>(columns.size());
    Set<String> seen = new HashSet<>();
    for (ReadPlan.Column column : columns) {
      String name =
          full
              ? column.reference().view() + "__" + column.reference().feature()
              : column.reference().feature();
      if (!seen.add(name)) {
        throw ThermoclineException.invalid(
            "Two of the features are called '%s'. Ask with full_feature_names, or for one of them."
                .formatted(name));
      }
      names.add(name);
    }
    return names;
  }
}
