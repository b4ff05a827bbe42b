package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.ErrorTranslator;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

@AutoConfiguration(
    beforeName = "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration")
@ConditionalOnWebApplication
class ErrorAutoConfiguration {
  @Bean
  Failures failures(ObjectProvider<ErrorTranslator> translators) {
    return new Failures(translators.orderedStream().toList());
  }

  @Bean
  Dialects dialects(ObjectProvider<Dialect> dialects, JsonMapper json) {
    return new Dialects(dialects.orderedStream().toList(), json);
  }

  @Bean
  ErrorAdvice errorAdvice(Failures failures, Dialects dialects) {
    return new ErrorAdvice(failures, dialects);
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> plainErrors() {
    return tomcat ->
        tomcat.addContextCustomizers(context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(PlainErrorValve.class.getName());
          }
        });
  }

  @Bean
  ErrorPage errorPage(Failures failures, Dialects dialects) {
    return new ErrorPage(failures, dialects);
  }
}
