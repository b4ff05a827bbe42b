package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Batch;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.ModelLink;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.mlflow.MlflowRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is logged to runs. */
@RestController
@RequestMapping({"/api/2.0/mlflow/runs", "/ajax-api/2.0/mlflow/runs"})
class LogRoutes {
  /** Where clients before 3.0 leave what they say about their models. */
  private static final String MODELS_TAG = "mlflow.log-model.history";

  private static final Set<String> MODEL_FIELDS =
      Set.of("artifact_path", "flavors", "utc_time_created", "run_id");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Runs runs;

  LogRoutes(Runs runs) {
    this.runs = runs;
  }

  @PostMapping("/log-metric")
  Map<String, Object> logMetric(Project project, MlflowRequest request) {
    runs.log(project, Asked.runId(request), Batch.metric(Asked.metric(request)));
    return Messages.DONE;
  }

  @PostMapping("/log-parameter")
  Map<String, Object> logParameter(Project project, MlflowRequest request) {
    Entry param = new Entry(request.requiredText("key"), request.textOrEmpty("value"));
    runs.log(project, Asked.runId(request), Batch.param(param));
    return Messages.DONE;
  }

  @PostMapping("/set-tag")
  Map<String, Object> setTag(Project project, MlflowRequest request) {
    Entry tag = new Entry(request.requiredText("key"), request.textOrEmpty("value"));
    runs.log(project, Asked.runId(request), tags(List.of(), List.of(tag), List.of()));
    return Messages.DONE;
  }

  @PostMapping("/delete-tag")
  Map<String, Object> deleteTag(Project project, MlflowRequest request) {
    runs.deleteTag(project, Asked.runId(request), request.requiredText("key"));
    return Messages.DONE;
  }

  @PostMapping("/log-batch")
  Map<String, Object> logBatch(Project project, MlflowRequest request) {
    runs.log(
        project,
        Asked.runId(request),
        tags(
            request.objects("metrics"),
            Asked.entries(request, "tags"),
            Asked.entries(request, "params")));
    return Messages.DONE;
  }

  private static Batch tags(List<MlflowRequest> metrics, List<Entry> tags, List<Entry> params) {
    return new Batch(
        metrics.stream().map(Asked::metric).toList(),
        params,
        Asked.withoutRunName(tags),
        Asked.runName(tags));
  }

  @PostMapping("/log-inputs")
  Map<String, Object> logInputs(Project project, MlflowRequest request) {
    runs.addInputs(
        project,
        Asked.runId(request),
        request.objects("datasets").stream().map(Asked::dataset).toList(),
        request.objects("models").stream()
            .map(model -> new ModelLink(model.requiredText("model_id"), 0))
            .toList());
    return Messages.DONE;
  }

  @PostMapping("/outputs")
  Map<String, Object> logOutputs(Project project, MlflowRequest request) {
    if (!request.has("models")) {
      throw ThermoclineException.invalid("Missing value for required parameter 'models'.");
    }
    runs.addOutputs(
        project,
        Asked.runId(request),
        request.objects("models").stream().map(LogRoutes::output).toList());
    return Messages.DONE;
  }

  private static ModelLink output(MlflowRequest model) {
    Long step = model.whole("step");
    return new ModelLink(model.requiredText("model_id"), step == null ? 0 : step);
  }

  /** Clients before 3.0: a model is a note in a tag of its run. */
  @PostMapping("/log-model")
  Map<String, Object> logModel(Project project, MlflowRequest request) {
    String text = request.requiredText("model_json");
    ObjectNode model = model(text);
    Set<String> missing = new TreeSet<>(MODEL_FIELDS);
    missing.removeAll(model.propertyNames());
    if (!missing.isEmpty()) {
      throw ThermoclineException.invalid("Model json is missing mandatory fields: " + missing);
    }
    // What a tag need not repeat: it is in the MLmodel file, and can be long.
    model.remove(List.of("signature", "saved_input_example_info"));
    runs.appendToListTag(project, Asked.runId(request), MODELS_TAG, JSON.writeValueAsString(model));
    return Messages.DONE;
  }

  private static ObjectNode model(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Answered below, as everything that is no object.
    }
    throw ThermoclineException.invalid(
        "Malformed model info. \n " + text + " \n is not a valid JSON.");
  }
}
