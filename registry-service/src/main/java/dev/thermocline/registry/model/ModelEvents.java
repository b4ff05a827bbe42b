package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.record.outbox.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the platform is told about models; keyed by the model's folder, which outlives a rename. */
@Component
class ModelEvents {
  private static final String TOPIC = "thermocline.models";

  private final Outbox outbox;

  ModelEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  void model(String type, RegisteredModel model, Caller caller) {
    model(type, model, caller, null);
  }

  void model(String type, RegisteredModel model, Caller caller, @Nullable String formerName) {
    Map<String, @Nullable Object> data = data(model, caller.name());
    if (formerName != null) {
      data.put("formerName", formerName);
    }
    append(type, model, data);
  }

  void version(String type, RegisteredModel model, ModelVersion version, String by) {
    Map<String, @Nullable Object> data = data(model, by);
    data.put("version", Integer.toString(version.number()));
    data.put("label", version.label());
    data.put("stage", version.stage().word());
    data.put("status", version.status().name());
    data.put("statusMessage", version.statusMessage());
    append(type, model, data);
  }

  void alias(RegisteredModel model, AliasMove move) {
    Map<String, @Nullable Object> data = data(model, move.by());
    data.put("alias", move.alias());
    data.put("from", text(move.from()));
    data.put("to", text(move.to()));
    data.put("reason", move.reason());
    data.put("undoes", move.undoes());
    append(move.to() == null ? "alias.deleted" : "alias.moved", model, data);
  }

  private static @Nullable String text(@Nullable Integer number) {
    return number == null ? null : number.toString();
  }

  private static Map<String, @Nullable Object> data(RegisteredModel model, String by) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("model", model.name());
    data.put("by", by);
    return data;
  }

  private void append(String type, RegisteredModel model, Map<String, @Nullable Object> data) {
    outbox.append(model.project(), TOPIC, model.folder(), model.revision(), type, data);
  }
}
