package dev.thermocline.gateway.openinference.web;

import dev.thermocline.gateway.openinference.InferRequest;
import dev.thermocline.gateway.openinference.InferResponse;
import dev.thermocline.gateway.openinference.ModelPage;
import dev.thermocline.gateway.openinference.ModelPages;
import dev.thermocline.gateway.openinference.ServerPage;
import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.gateway.route.RouteReadiness;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Open Inference Protocol, version 2, over HTTP. */
@RestController
@RequestMapping("/v2")
class OpenInferenceController {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  private final Predictor predictor;
  private final ModelPages pages;
  private final RouteReadiness readiness;
  private final JsonText json;

  OpenInferenceController(
      Predictor predictor, ModelPages pages, RouteReadiness readiness, JsonText json) {
    this.readiness = readiness;
    this.predictor = predictor;
    this.pages = pages;
    this.json = json;
  }

  @GetMapping
  ServerPage server() {
    return ServerPage.OURS;
  }

  @GetMapping("/health/live")
  Map<String, Object> live() {
    return Map.of("live", true);
  }

  @GetMapping("/health/ready")
  Map<String, Object> ready() {
    readiness
        .closedBecause()
        .ifPresent(reason -> {
          throw new ThermoclineException(ErrorKind.UNAVAILABLE, reason);
        });
    return Map.of("ready", true);
  }

  @GetMapping("/models/{model}")
  ModelPage metadata(Project project, @PathVariable String model) {
    return pages.metadata(project, model, null);
  }

  @GetMapping("/models/{model}/versions/{version}")
  ModelPage metadata(Project project, @PathVariable String model, @PathVariable String version) {
    return pages.metadata(project, model, version);
  }

  @GetMapping("/models/{model}/ready")
  Map<String, Object> ready(Project project, @PathVariable String model) {
    return pages.ready(project, model, null);
  }

  @GetMapping("/models/{model}/versions/{version}/ready")
  Map<String, Object> ready(
      Project project, @PathVariable String model, @PathVariable String version) {
    return pages.ready(project, model, version);
  }

  @PostMapping("/repository/index")
  List<Map<String, Object>> index(Project project) {
    return pages.index(project);
  }

  @PostMapping("/models/{model}/infer")
  void infer(
      Project project,
      @PathVariable String model,
      @RequestHeader(value = HEADER_LENGTH, required = false) @Nullable String jsonLength,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    answer(project, model, null, jsonLength, options, body.bytes(), response);
  }

  @PostMapping("/models/{model}/versions/{version}/infer")
  void infer(
      Project project,
      @PathVariable String model,
      @PathVariable String version,
      @RequestHeader(value = HEADER_LENGTH, required = false) @Nullable String jsonLength,
      RequestOptions options,
      SentBody body,
      HttpServletResponse response)
      throws IOException {
    answer(project, model, version, jsonLength, options, body.bytes(), response);
  }

  private void answer(
      Project project,
      String model,
      @Nullable String version,
      @Nullable String lengthHeader,
      RequestOptions options,
      byte[] body,
      HttpServletResponse response)
      throws IOException {
    int jsonLength = jsonLength(lengthHeader, body.length);
    InferRequest question =
        InferRequest.read(
            json.readObject(jsonLength == body.length ? body : Arrays.copyOf(body, jsonLength)),
            ByteBuffer.wrap(body, jsonLength, body.length - jsonLength).slice());
    Prediction prediction =
        predictor.predict(
            new PredictRequest(
                project,
                model,
                version,
                Map.of(),
                new RawInputs.Typed(question.inputs()),
                false,
                options));
    write(InferResponse.of(question, prediction), prediction, response);
  }

  private static int jsonLength(@Nullable String header, int bodyLength) {
    if (header == null) {
      return bodyLength;
    }
    try {
      int length = Integer.parseInt(header.strip());
      if (length >= 0 && length <= bodyLength) {
        return length;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw ThermoclineException.invalid(
        "%s is '%s' and the body has %d bytes.".formatted(HEADER_LENGTH, header, bodyLength));
  }

  private void write(InferResponse answer, Prediction prediction, HttpServletResponse response)
      throws IOException {
    byte[] text = json.write(answer.json());
    prediction.headers().forEach(response::setHeader);
    if (answer.binary().length > 0) {
      response.setHeader(HEADER_LENGTH, Integer.toString(text.length));
      response.setContentType("application/octet-stream");
    } else {
      response.setContentType("application/json");
    }
    response.setContentLength(text.length + answer.binary().length);
    response.getOutputStream().write(text);
    // The server closes an answer as soon as it is as long as it said.
    if (answer.binary().length > 0) {
      response.getOutputStream().write(answer.binary());
    }
  }
}
