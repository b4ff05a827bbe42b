package dev.thermocline.features.online.web;

import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.RequestInput;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.json.EntityColumns;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.online.FeatureSelection;
import dev.thermocline.features.online.OnlineAnswer;
import dev.thermocline.features.online.OnlineReader;
import dev.thermocline.features.online.ReadPlan;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The native route by which features are read online. */
@RestController
class OnlineController {
  private final OnlineReader reader;
  private final AnswerJson answers;
  private final JsonValues inputValues = new JsonValues(JsonValues.Numbers.MICROSECONDS);
  private final EntityColumns columns = new EntityColumns(JsonValues.Numbers.MICROSECONDS);

  OnlineController(OnlineReader reader, JsonMapper json) {
    this.reader = reader;
    this.answers = new AnswerJson(json);
  }

  private record Asked(
      FeatureSelection selection, JsonNode entities, @Nullable JsonNode inputs, boolean marks) {}

  /** Reads the features named, or those of a feature service, of the entities given. */
  @PostMapping(
      path = "/api/v1/online/read",
      produces = {MediaType.APPLICATION_JSON_VALUE, AnswerBinary.NAME})
  ResponseEntity<byte[]> read(
      @RequestBody JsonNode body,
      @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
      Project project) {
    Asked asked =
        JsonObject.of(body, "the body")
            .read(json ->
                new Asked(
                    selection(json),
                    json.raw("entities"),
                    json.knows("inputs").isThere("inputs") ? json.raw("inputs") : null,
                    json.optionalFlag("marks").orElse(false)));
    ReadPlan plan = reader.plan(project, asked.selection());
    SortedMap<String, ValueType> keys = plan.joinKeys();
    Map<String, List<Object>> entities = columns.read(asked.entities(), keys);
    OnlineAnswer answer = reader.read(project, asked.selection(), plan, entities);
    boolean bytes = accept != null && accept.contains(AnswerBinary.NAME);
    List<OnlineAnswer.Computed> computed = computed(project, asked, answer, bytes);
    if (bytes) {
      return ResponseEntity.ok()
          .contentType(AnswerBinary.TYPE)
          .body(AnswerBinary.write(answer, asked.marks()));
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(answers.write(answer, computed, asked.marks()));
  }

  /** The expressions of the service, where the request says what they take. */
  private List<OnlineAnswer.Computed> computed(
      Project project, Asked asked, OnlineAnswer answer, boolean bytes) {
    JsonNode given = asked.inputs();
    if (given == null) {
      return List.of();
    }
    if (bytes) {
      throw ThermoclineException.invalid(
          "inputs: expressions are answered in JSON only. Take application/json, or leave inputs out.");
    }
    if (!given.isObject()) {
      throw ThermoclineException.invalid("inputs: write an object with a list for each of them.");
    }
    Map<String, List<@Nullable Object>> inputs = new LinkedHashMap<>();
    for (RequestInput input : reader.inputs(project, asked.selection())) {
      JsonNode list = given.path(input.name());
      if (!list.isArray() || list.size() != answer.size()) {
        throw ThermoclineException.invalid(
            "inputs: '%s' needs a list with one value for each of the %d entities."
                .formatted(input.name(), answer.size()));
      }
      List<@Nullable Object> values = new ArrayList<>(list.size());
      for (JsonNode value : list) {
        values.add(
            inputValues.read(
                value, input.type(), "inputs." + input.name() + "[" + values.size() + "]"));
      }
      inputs.put(input.name(), values);
    }
    for (String name : given.propertyNames()) {
      if (!inputs.containsKey(name)) {
        throw ThermoclineException.invalid(
            "inputs: '%s' is no request input of what is asked for. Known are: %s."
                .formatted(
                    name.length() > 80 ? name.substring(0, 80) : name,
                    String.join(", ", inputs.keySet())));
      }
    }
    return reader.compute(project, asked.selection(), answer, inputs);
  }

  private static FeatureSelection selection(JsonObject json) {
    List<String> features = json.texts("features");
    Optional<String> service = json.optionalText("service");
    Optional<Long> version = json.optionalLong("version");
    if (service.isPresent() != features.isEmpty()) {
      throw ThermoclineException.invalid("Name either features or a feature service.");
    }
    return service
        .<FeatureSelection>map(
            name -> new FeatureSelection.Service(name, version.map(Math::toIntExact).orElse(null)))
        .orElseGet(() ->
            new FeatureSelection.Features(features.stream().map(FeatureReference::parse).toList()));
  }
}
