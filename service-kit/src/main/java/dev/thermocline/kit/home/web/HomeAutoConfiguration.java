package dev.thermocline.kit.home.web;

import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

@AutoConfiguration
@ConditionalOnWebApplication
class HomeAutoConfiguration {
  /** A service that has a page of its own at its root gives it this name. */
  @Bean
  @ConditionalOnMissingBean(name = "homePage")
  HomePage homePage(Environment environment) {
    String version = HomeAutoConfiguration.class.getPackage().getImplementationVersion();
    return new HomePage(
        environment.getProperty("spring.application.name", "service"),
        environment.getProperty("info.description", ""),
        Objects.requireNonNullElse(version, "unpackaged"));
  }
}
