package dev.thermocline.kit.request.web;

import dev.thermocline.kit.request.StreamedRoutes;
import dev.thermocline.kit.setting.HttpSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

@AutoConfiguration
@ConditionalOnWebApplication
class RequestAutoConfiguration {
  @Bean
  FilterRegistrationBean<RequestIdFilter> requestIds() {
    FilterRegistrationBean<RequestIdFilter> filter =
        new FilterRegistrationBean<>(new RequestIdFilter());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  /** Spring's servlet sets the same context again, and nothing before it asks. */
  @Bean
  FilterRegistrationBean<RequestContextFilter> noContextBeforeTheServlet(
      RequestContextFilter context) {
    FilterRegistrationBean<RequestContextFilter> filter = new FilterRegistrationBean<>(context);
    filter.setEnabled(false);
    return filter;
  }

  /**
   * Threads of their own for requests, after Spring Boot has given each a virtual one: a request
   * that waits for Postgres or Redis several times loses less time to being woken. Not where many
   * requests wait for their turn.
   */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> requestThreads(HttpSettings http) {
    return tomcat -> {
      if (http.platformThreads()) {
        tomcat.addProtocolHandlerCustomizers(handler -> handler.setExecutor(null));
      }
    };
  }

  @Bean
  FilterRegistrationBean<BodyLimitFilter> bodyLimit(
      HttpSettings http,
      ObjectProvider<StreamedRoutes> streamed,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver failures) {
    FilterRegistrationBean<BodyLimitFilter> filter =
        new FilterRegistrationBean<>(
            new BodyLimitFilter(http.maxJsonBody(), streamed.stream().toList(), failures));
    filter.setOrder(Ordered.LOWEST_PRECEDENCE - 10); // behind the door: strangers get no reading
    return filter;
  }
}
