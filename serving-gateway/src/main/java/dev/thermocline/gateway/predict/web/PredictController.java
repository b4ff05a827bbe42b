package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.Explanation;
import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PlainInputs;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /predict} and its form with the deployment in the path. */
@RestController
class PredictController {
  private final Predictor predictor;
  private final JsonText json;

  PredictController(Predictor predictor, JsonText json) {
    this.predictor = predictor;
    this.json = json;
  }

  @PostMapping("/predict")
  void predict(Project project, RequestOptions options, SentBody body, HttpServletResponse response)
      throws IOException {
    answer(project, null, options, body, response);
  }

  @PostMapping("/api/v1/predict/{deployment}")
  void predict(
      Project project,
      @PathVariable String deployment,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    answer(project, deployment, options, body, response);
  }

  private void answer(
      Project project,
      @Nullable String deployment,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    PredictRequest question = read(json.readObject(body.bytes()), project, deployment, options);
    Prediction prediction = predictor.predict(question);
    byte[] answer = json.write(answer(prediction, question.explain()));
    prediction.headers().forEach(response::setHeader);
    response.setContentType("application/json");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }

  private static PredictRequest read(
      Map<String, @Nullable Object> body,
      Project project,
      @Nullable String pathDeployment,
      RequestOptions options) {
    String named = text(body, "deployment");
    if (pathDeployment != null && named != null && !named.equals(pathDeployment)) {
      throw ThermoclineException.invalid(
          "The path names deployment '%s' and the body '%s'.".formatted(pathDeployment, named));
    }
    Object inputs = body.get("inputs");
    return new PredictRequest(
        project,
        pathDeployment != null ? pathDeployment : named,
        text(body, "version"),
        entities(body.get("entities")),
        inputs == null ? null : PlainInputs.of(inputs),
        Boolean.TRUE.equals(body.get("explain")),
        options);
  }

  private static @Nullable String text(Map<String, @Nullable Object> body, String field) {
    Object value = body.get(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    if (value instanceof Integer number) {
      return number.toString();
    }
    throw ThermoclineException.invalid("'" + field + "' must be a string.");
  }

  private static Map<String, List<? extends @Nullable Object>> entities(@Nullable Object json) {
    if (json == null) {
      return Map.of();
    }
    if (!(json instanceof Map<?, ?> keys) || keys.isEmpty()) {
      throw ThermoclineException.invalid(
          "'entities' must be an object of join keys, as in {\"patient_id\": [123]}.");
    }
    Map<String, List<? extends @Nullable Object>> entities = new LinkedHashMap<>();
    PlainInputs.named(keys)
        .forEach((name, values) ->
            entities.put(name, values instanceof List<?> many ? many : one(values)));
    return entities;
  }

  private static List<? extends @Nullable Object> one(@Nullable Object value) {
    return Collections.singletonList(value);
  }

  private static Map<String, @Nullable Object> answer(Prediction prediction, boolean explain) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", prediction.id());
    answer.put("deployment", prediction.deployment().name());
    answer.put("model", prediction.version().model());
    answer.put("version", prediction.version().version());
    if (prediction.version().label() != null) {
      answer.put("label", prediction.version().label());
    }
    answer.put("predictions", prediction.predictions());
    if (!prediction.labels().isEmpty()) {
      answer.put("labels", prediction.labels());
    }
    if (explain) {
      answer.put("explain", Explanation.of(prediction));
    }
    return answer;
  }
}
