package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.Admission;
import dev.thermocline.gateway.predict.DirectRoute;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.gateway.setting.GatewaySettings;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How predictions come in over HTTP, in every dialect. */
@Configuration(proxyBeanMethods = false)
class PredictionWeb implements WebMvcConfigurer {
  static {
    // Read from headers and bytes that the dialects describe themselves.
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(RequestOptions.class, SentBody.class);
  }

  private final GatewaySettings settings;

  PredictionWeb(GatewaySettings settings) {
    this.settings = settings;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(arguments());
  }

  private PredictionArguments arguments() {
    return new PredictionArguments(
        (int) settings.maxTensorBody().toBytes(), settings.requestTimeout());
  }

  @Bean
  FilterRegistrationBean<AdmissionFilter> admissionFilter(
      Admission admission,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
    FilterRegistrationBean<AdmissionFilter> filter =
        new FilterRegistrationBean<>(
            new AdmissionFilter(admission, settings.requestTimeout(), failures));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return filter;
  }

  @Bean
  static DirectRoute<HttpServletResponse> anyPrediction(PredictController controller) {
    return new DirectRoute<>(
        "/predict",
        asked ->
            controller.predict(asked.project(), asked.options(), asked.body(), asked.response()));
  }

  @Bean
  static DirectRoute<HttpServletResponse> namedPrediction(PredictController controller) {
    return new DirectRoute<>(
        "/api/v1/predict/{deployment}",
        asked ->
            controller.predict(
                asked.project(),
                asked.variable("deployment"),
                asked.options(),
                asked.body(),
                asked.response()));
  }

  @Bean
  FilterRegistrationBean<ShortWay> shortWay(
      List<DirectRoute<HttpServletResponse>> routes,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
    FilterRegistrationBean<ShortWay> filter =
        new FilterRegistrationBean<>(new ShortWay(routes, arguments(), failures));
    filter.setOrder(Ordered.LOWEST_PRECEDENCE);
    return filter;
  }
}
