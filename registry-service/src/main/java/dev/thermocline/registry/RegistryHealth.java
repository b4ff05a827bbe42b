package dev.thermocline.registry;

import dev.thermocline.kit.health.Vital;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this service cannot be without. */
@Configuration(proxyBeanMethods = false)
class RegistryHealth {
  @Bean
  Vital postgresIsVital() {
    return new Vital("postgres");
  }
}
