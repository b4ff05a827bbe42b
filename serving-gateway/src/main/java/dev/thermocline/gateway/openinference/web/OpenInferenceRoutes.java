package dev.thermocline.gateway.openinference.web;

import dev.thermocline.gateway.predict.DirectRoute;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes of this dialect on which predictions come. */
@Configuration(proxyBeanMethods = false)
class OpenInferenceRoutes {
  @Bean
  static DirectRoute<HttpServletResponse> infer(OpenInferenceController controller) {
    return new DirectRoute<>(
        "/v2/models/{model}/infer",
        asked ->
            controller.infer(
                asked.project(),
                asked.variable("model"),
                asked.headers().apply(OpenInferenceController.HEADER_LENGTH),
                asked.options(),
                asked.body(),
                asked.response()));
  }

  @Bean
  static DirectRoute<HttpServletResponse> inferByVersion(OpenInferenceController controller) {
    return new DirectRoute<>(
        "/v2/models/{model}/versions/{version}/infer",
        asked ->
            controller.infer(
                asked.project(),
                asked.variable("model"),
                asked.variable("version"),
                asked.headers().apply(OpenInferenceController.HEADER_LENGTH),
                asked.options(),
                asked.body(),
                asked.response()));
  }
}
