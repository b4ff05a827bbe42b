package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.enrich.FeatureDefinition.Feature;
import dev.thermocline.gateway.enrich.Question;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Predictions as lines of the inference log. */
final class LoggedPrediction {
  private final PersonalValues personal;

  LoggedPrediction(PersonalValues personal) {
    this.personal = personal;
  }

  /** What a model that is tried out would have answered; it has an id of its own. */
  Map<String, @Nullable Object> ofShadow(
      Prediction shadow, Prediction prediction, List<Feature> features, Instant at) {
    Map<String, @Nullable Object> line = of(shadow, features, at, 0);
    line.remove("latencyMicros");
    line.put("shadowOf", prediction.id());
    return line;
  }

  Map<String, @Nullable Object> of(
      Prediction prediction, List<Feature> features, Instant at, long latencyMicros) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("schemaVersion", 1);
    line.put("id", prediction.id());
    line.put("at", at.toString());
    line.put("project", prediction.deployment().project().name());
    line.put("deployment", prediction.deployment().name());
    line.put("model", prediction.version().model());
    line.put("version", prediction.version().version());
    line.putAll(Explanation.withoutFeatures(prediction));
    line.put("features", features(prediction, features));
    line.put("joinKeys", prediction.question().joinKeys());
    line.put("entities", entities(prediction.question()));
    line.put("inputs", inputs(prediction.question().inputs()));
    line.put("predictions", prediction.predictions());
    line.put("latencyMicros", latencyMicros);
    line.put("labels", prediction.labels());
    return line;
  }

  /**
   * The rows that were used; of what is personal a digest, unless the deployment wants it plain.
   */
  private List<Map<String, @Nullable Object>> features(
      Prediction prediction, List<Feature> features) {
    List<Map<String, @Nullable Object>> rows = Explanation.features(prediction.features());
    if (prediction.deployment().log().plainPii()) {
      return rows;
    }
    Set<String> marked = new HashSet<>();
    for (Feature feature : features) {
      if (feature.pii()) {
        marked.add(feature.reference());
      }
    }
    for (Map<String, @Nullable Object> views : rows) {
      views.forEach((view, cell) -> {
        if (cell instanceof Map<?, ?> shown && shown.get("values") instanceof Map<?, ?> of) {
          digest(view, PlainInputs.named(of), marked);
        }
      });
    }
    return rows;
  }

  private void digest(String view, Map<String, @Nullable Object> values, Set<String> marked) {
    values.replaceAll((name, value) ->
        value != null && marked.contains(view + ":" + name) ? personal.digest(value) : value);
  }

  private static List<List<String>> entities(Question question) {
    List<List<String>> entities = new ArrayList<>();
    for (int row = 0; question.hasEntities() && row < question.rows(); row++) {
      entities.add(question.entity(row));
    }
    return entities;
  }

  private static List<Map<String, @Nullable Object>> inputs(@Nullable Batch inputs) {
    List<Map<String, @Nullable Object>> blocks = new ArrayList<>();
    if (inputs == null) {
      return blocks;
    }
    for (Batch.Block block : inputs.blocks()) {
      Tensor tensor = block.tensor();
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      shown.put("columns", block.columns());
      shown.put("datatype", tensor.type().name());
      shown.put("data", tensor.nested());
      blocks.add(shown);
    }
    return blocks;
  }
}
