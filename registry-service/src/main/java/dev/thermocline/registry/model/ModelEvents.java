package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.outbox.Outbox;
import java.util.LinkedHashMap;
import java.util.List;
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
    outbox.append(List.of(event(type, model, data, RequestId.current())));
  }

  void version(String type, RegisteredModel model, ModelVersion version, String by) {
    outbox.append(List.of(ofVersion(type, model, version, by, RequestId.current())));
  }

  void alias(RegisteredModel model, AliasMove move) {
    outbox.append(List.of(ofMove(model, move, RequestId.current())));
  }

  static Outbox.Event ofVersion(
      String type,
      RegisteredModel model,
      ModelVersion version,
      String by,
      @Nullable String requestId) {
    Map<String, @Nullable Object> data = data(model, by);
    data.put("version", Integer.toString(version.number()));
    data.put("label", version.label());
    data.put("stage", version.stage().word());
    data.put("status", version.status().name());
    data.put("statusMessage", version.statusMessage());
    return event(type, model, data, requestId);
  }

  static Outbox.Event ofMove(RegisteredModel model, AliasMove move, @Nullable String requestId) {
    Map<String, @Nullable Object> data = data(model, move.by());
    data.put("alias", move.alias());
    data.put("from", text(move.from()));
    data.put("to", text(move.to()));
    data.put("reason", move.reason());
    data.put("undoes", move.undoes());
    return event(move.to() == null ? "alias.deleted" : "alias.moved", model, data, requestId);
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

  private static Outbox.Event event(
      String type,
      RegisteredModel model,
      Map<String, @Nullable Object> data,
      @Nullable String requestId) {
    return new Outbox.Event(
        model.project(), TOPIC, model.folder(), model.revision(), type, data, requestId);
  }
}
