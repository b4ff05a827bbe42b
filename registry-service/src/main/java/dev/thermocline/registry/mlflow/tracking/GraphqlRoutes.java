package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Experiments;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The few GraphQL queries of MLflow's web page, answered by what the REST routes answer. What a
 * caller did wrong is told as the page reads it: in the answer's {@code apiError}.
 */
@RestController
@RequestMapping("/graphql")
class GraphqlRoutes {
  /** The most versions that a run is shown with. */
  private static final int MOST_VERSIONS = 1000;

  private final RunRoutes runs;
  private final ExperimentRoutes experimentRoutes;
  private final MetricRoutes metrics;
  private final Experiments experiments;
  private final ModelVersions versions;
  private final JsonMapper json;

  GraphqlRoutes(
      RunRoutes runs,
      ExperimentRoutes experimentRoutes,
      MetricRoutes metrics,
      Experiments experiments,
      ModelVersions versions,
      JsonMapper json) {
    this.runs = runs;
    this.experimentRoutes = experimentRoutes;
    this.metrics = metrics;
    this.experiments = experiments;
    this.versions = versions;
    this.json = json;
  }

  @PostMapping
  Map<String, Object> answer(Project project, MlflowRequest request) {
    GraphqlQuery query =
        GraphqlQuery.of(request.requiredText("query"), request.text("operation_name"));
    MlflowRequest variables = request.requiredObject("variables");
    MlflowRequest input = variables.requiredObject(variables.has("input") ? "input" : "data");
    return Map.of("data", Map.of(query.field(), query.type().of(message(project, query, input))));
  }

  private JsonNode message(Project project, GraphqlQuery query, MlflowRequest input) {
    try {
      return switch (query) {
        case GET_EXPERIMENT -> json.valueToTree(experimentRoutes.get(project, input));
        case METRIC_HISTORY -> json.valueToTree(metrics.getInterval(project, input));
        case GET_RUN -> {
          ObjectNode found = json.valueToTree(runs.get(project, input));
          complete(project, List.of((ObjectNode) found.get("run")));
          yield found;
        }
        case SEARCH_RUNS -> {
          ObjectNode found = json.valueToTree(runs.search(project, input));
          List<ObjectNode> shown = new ArrayList<>();
          found.path("runs").forEach(run -> shown.add((ObjectNode) run));
          complete(project, shown);
          yield found;
        }
      };
    } catch (ThermoclineException refused) {
      if (refused.kind().status() >= 500) {
        throw refused;
      }
      ObjectNode error = json.createObjectNode();
      error
          .putObject("api_error")
          .put("code", refused.kind().mlflowCode())
          .put("message", refused.getMessage());
      return error;
    }
  }

  /** Adds to runs the experiment they are in and the versions that were registered from them. */
  private void complete(Project project, List<ObjectNode> shown) {
    if (shown.isEmpty()) {
      return;
    }
    Map<String, JsonNode> byId = new HashMap<>();
    Map<String, ArrayNode> versionsOf = new HashMap<>();
    for (ObjectNode run : shown) {
      JsonNode info = run.get("info");
      String experiment = info.get("experiment_id").stringValue();
      run.set("experiment", byId.computeIfAbsent(experiment, id -> experiment(project, id)));
      versionsOf.put(info.get("run_id").stringValue(), run.putArray("model_versions"));
    }
    Condition ofThese =
        new Condition(
            new Field(FieldKind.ATTRIBUTE, "run_id"),
            Operator.IN,
            new Operand.Texts(List.copyOf(versionsOf.keySet())));
    Search search = new Search(List.of(ofThese), List.of(), MOST_VERSIONS, null);
    for (ModelVersion version : versions.search(project, search).items()) {
      ArrayNode list = versionsOf.get(version.runId());
      if (list != null) {
        list.addObject()
            .put("name", version.model())
            .put("version", Integer.toString(version.number()))
            .put("status", version.status().name())
            .put("source", version.source())
            .put("creation_timestamp", version.createdAt().toEpochMilli());
      }
    }
  }

  private JsonNode experiment(Project project, String id) {
    return json.valueToTree(
        Shown.experiment(project, experiments.get(project, Asked.experimentId(id))));
  }
}
