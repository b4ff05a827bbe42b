package dev.thermocline.features.online.web;

import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.json.ValueWriter;
import dev.thermocline.features.online.OnlineAnswer;
import dev.thermocline.features.online.ReadPlan;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.PackedRow;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The native answer: of each feature its values and states, of each view the event times and, where
 * asked, the marks of its rows.
 */
final class AnswerJson {
  private final JsonMapper mapper;
  private final ValueWriter values = new ValueWriter(JsonValues.Numbers.MICROSECONDS);

  AnswerJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  byte[] write(OnlineAnswer answer, List<OnlineAnswer.Computed> computed, boolean marks) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(64 + answer.size() * answer.plan().columns().size() * 32);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeBooleanProperty("recovering", answer.isRecovering());
      json.writeArrayPropertyStart("features");
      Map<String, ReadPlan.Column> views = new LinkedHashMap<>();
      for (ReadPlan.Column column : answer.plan().columns()) {
        views.putIfAbsent(column.reference().view(), column);
        feature(json, answer, column);
      }
      json.writeEndArray();
      if (!computed.isEmpty()) {
        json.writeArrayPropertyStart("expressions");
        computed.forEach(one -> expression(json, one));
        json.writeEndArray();
      }
      json.writeObjectPropertyStart("views");
      views.forEach((name, column) -> view(json, answer, name, column, marks));
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private void feature(JsonGenerator json, OnlineAnswer answer, ReadPlan.Column column) {
    json.writeStartObject();
    json.writeStringProperty("feature", column.reference().toString());
    json.writeStringProperty("type", column.type().word());
    json.writeArrayPropertyStart("values");
    for (int i = 0; i < answer.size(); i++) {
      PackedRow row = answer.row(column, i);
      if (row != null && answer.state(column, i) == FeatureState.PRESENT) {
        values.write(json, row, column.indexIn(row), column.type());
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("states");
    for (int i = 0; i < answer.size(); i++) {
      json.writeString(answer.state(column, i).name());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void expression(JsonGenerator json, OnlineAnswer.Computed computed) {
    json.writeStartObject();
    json.writeStringProperty("name", computed.name());
    json.writeStringProperty("type", computed.type().word());
    json.writeArrayPropertyStart("values");
    for (Object value : computed.values()) {
      values.write(json, value, computed.type());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void view(
      JsonGenerator json, OnlineAnswer answer, String name, ReadPlan.Column column, boolean marks) {
    json.writeObjectPropertyStart(name);
    json.writeArrayPropertyStart("eventTimes");
    for (int i = 0; i < answer.size(); i++) {
      PackedRow row = answer.row(column, i);
      if (row == null) {
        json.writeNull();
      } else {
        json.writeString(ValueWriter.text(row.event()));
      }
    }
    json.writeEndArray();
    if (marks) {
      json.writeArrayPropertyStart("marks");
      for (int i = 0; i < answer.size(); i++) {
        json.writeString(answer.mark(column, i).toString());
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
