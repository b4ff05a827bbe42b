package dev.thermocline.gateway.kserve.web;

import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PlainInputs;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** KServe's first protocol. */
@RestController
class KserveController {
  private final Predictor predictor;
  private final Routes routes;
  private final JsonText json;

  KserveController(Predictor predictor, Routes routes, JsonText json) {
    this.predictor = predictor;
    this.routes = routes;
    this.json = json;
  }

  @GetMapping("/v1/models")
  Map<String, Object> models(Project project) {
    return Map.of("models", routes.list(project).stream().map(Deployment::name).toList());
  }

  @GetMapping("/v1/models/{model}")
  Map<String, Object> model(Project project, @PathVariable String model) {
    try (Routes.Route route = routes.take(project, model, null)) {
      return Map.of("name", route.deployment().name(), "ready", true);
    }
  }

  @PostMapping("/v1/models/{model}:predict")
  void predict(
      Project project,
      @PathVariable String model,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    if (!(json.readObject(body.bytes()).get("instances") instanceof List<?> instances)) {
      throw ThermoclineException.invalid("The body must have 'instances', a list of rows.");
    }
    Prediction prediction =
        predictor.predict(
            new PredictRequest(
                project, model, null, Map.of(), PlainInputs.of(instances), false, options));
    byte[] text = json.write(Map.of("predictions", prediction.predictions()));
    prediction.headers().forEach(response::setHeader);
    response.setContentType("application/json");
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }
}
