package dev.thermocline.features.feast.web;

import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.json.EntityColumns;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.online.FeatureSelection;
import dev.thermocline.features.online.OnlineAnswer;
import dev.thermocline.features.online.OnlineReader;
import dev.thermocline.features.online.ReadPlan;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Feast's route for reading features. */
@RestController
class FeastReadController {
  private final OnlineReader reader;
  private final FeastAnswerJson answers;
  private final EntityColumns columns = new EntityColumns(JsonValues.Numbers.SECONDS);

  FeastReadController(OnlineReader reader, JsonMapper json) {
    this.reader = reader;
    this.answers = new FeastAnswerJson(json);
  }

  @PostMapping({"/get-online-features", "/projects/{project}/get-online-features"})
  ResponseEntity<byte[]> read(@RequestBody JsonNode body, Project project) {
    FeatureSelection selection = selection(body);
    ReadPlan plan = reader.plan(project, selection);
    JsonNode asked = body.path("entities");
    Map<String, List<Object>> entities = columns.read(asked, plan.joinKeys());
    OnlineAnswer answer = reader.read(project, selection, plan, entities);
    boolean fullNames = body.path("full_feature_names").asBoolean(false);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(answers.write(answer, keysInOrder(asked, plan), entities, fullNames));
  }

  /** Those of the request that are join keys, in the request's order. */
  private static List<String> keysInOrder(JsonNode asked, ReadPlan plan) {
    List<String> names = new ArrayList<>();
    for (String name : asked.propertyNames()) {
      if (plan.joinKeys().containsKey(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static FeatureSelection selection(JsonNode body) {
    if (!body.isObject()) {
      throw ThermoclineException.invalid("The body must be a JSON object.");
    }
    @Nullable JsonNode service = body.get("feature_service");
    @Nullable JsonNode features = body.get("features");
    if (service != null && service.isString()) {
      return new FeatureSelection.Service(service.asString(), null);
    }
    if (features == null || !features.isArray()) {
      throw ThermoclineException.invalid(
          "Name 'features' as a list of view:feature, or a 'feature_service'.");
    }
    List<FeatureReference> references = new ArrayList<>();
    for (JsonNode feature : features) {
      if (!feature.isString()) {
        throw ThermoclineException.invalid("features: every one is a text such as view:feature.");
      }
      references.add(FeatureReference.parse(feature.asString()));
    }
    return new FeatureSelection.Features(references);
  }
}
