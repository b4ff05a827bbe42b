package dev.thermocline.gateway.mlflowscoring.web;

import dev.thermocline.gateway.mlflowscoring.ScoringAnswer;
import dev.thermocline.gateway.mlflowscoring.ScoringRequest;
import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.gateway.route.RouteReadiness;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** MLflow's scoring routes. */
@RestController
class ScoringController {
  /** Of the MLflow whose scoring server these routes follow. */
  private static final String MLFLOW = "3.17.2";

  private final Predictor predictor;
  private final RouteReadiness readiness;
  private final JsonText json;

  ScoringController(Predictor predictor, RouteReadiness readiness, JsonText json) {
    this.readiness = readiness;
    this.predictor = predictor;
    this.json = json;
  }

  @GetMapping({"/ping", "/health"})
  String ping() {
    readiness
        .closedBecause()
        .ifPresent(reason -> {
          throw new ThermoclineException(ErrorKind.UNAVAILABLE, reason);
        });
    return "\n";
  }

  @GetMapping(value = "/version", produces = "text/plain")
  String version() {
    return MLFLOW;
  }

  @PostMapping("/invocations")
  void invoke(Project project, RequestOptions options, SentBody body, HttpServletResponse response)
      throws IOException {
    answer(project, null, options, body, response);
  }

  @PostMapping("/endpoints/{name}/invocations")
  void invoke(
      Project project,
      @PathVariable String name,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    answer(project, name, options, body, response);
  }

  private void answer(
      Project project,
      @Nullable String deployment,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    boolean csv = isCsv(body.contentType());
    ScoringRequest question =
        csv
            ? ScoringRequest.readCsv(new String(body.bytes(), StandardCharsets.UTF_8))
            : ScoringRequest.read(json.readObject(body.bytes()));
    Prediction prediction =
        predictor.predict(
            new PredictRequest(
                project, deployment, null, Map.of(), question.inputs(), false, options));
    byte[] text = json.write(ScoringAnswer.of(question, prediction));
    prediction.headers().forEach(response::setHeader);
    response.setContentType("application/json");
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }

  private static boolean isCsv(@Nullable String contentType) {
    String[] words =
        (contentType == null ? "" : contentType.toLowerCase(Locale.ROOT)).split(";", -1);
    String type = words[0].strip();
    boolean known = type.equals("application/json") || type.equals("text/csv");
    for (int i = 1; i < words.length; i++) {
      String parameter = words[i].strip().replace("\"", "");
      known &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!known) {
      throw new ThermoclineException(
          ErrorKind.UNSUPPORTED_MEDIA_TYPE,
          "This route takes application/json or text/csv in UTF-8; the request %s."
              .formatted(contentType == null ? "names no Content-Type" : "is " + contentType));
    }
    return type.equals("text/csv");
  }
}
