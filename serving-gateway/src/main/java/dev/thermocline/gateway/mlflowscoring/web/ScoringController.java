package dev.thermocline.gateway.mlflowscoring.web;

import dev.thermocline.gateway.mlflowscoring.ScoringAnswer;
import dev.thermocline.gateway.mlflowscoring.ScoringRequest;
import dev.thermocline.gateway.predict.Bodies;
import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletRequest;
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
  private final Predictor predictor;
  private final JsonText json;
  private final GatewaySettings settings;

  ScoringController(Predictor predictor, JsonText json, GatewaySettings settings) {
    this.predictor = predictor;
    this.json = json;
    this.settings = settings;
  }

  @GetMapping("/ping")
  String ping() {
    return "\n";
  }

  @PostMapping("/invocations")
  void invoke(Project project, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(project, null, request, response);
  }

  @PostMapping("/endpoints/{name}/invocations")
  void invoke(
      Project project,
      @PathVariable String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answer(project, name, request, response);
  }

  private void answer(
      Project project,
      @Nullable String deployment,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    RequestOptions options =
        RequestOptions.of(
            request.getHeader("X-Request-Timeout"),
            request.getHeader("Cache-Control"),
            request.getHeader("X-Sticky-Key"),
            settings.requestTimeout());
    boolean csv = isCsv(request.getContentType());
    byte[] body =
        Bodies.read(
            request.getInputStream(),
            request.getHeader("Content-Encoding"),
            (int) settings.maxTensorBody().toBytes());
    ScoringRequest question =
        csv
            ? ScoringRequest.readCsv(new String(body, StandardCharsets.UTF_8))
            : ScoringRequest.read(json.readObject(body));
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
