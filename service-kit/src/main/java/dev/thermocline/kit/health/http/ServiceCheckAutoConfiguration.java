package dev.thermocline.kit.health.http;

import dev.thermocline.kit.setting.FeaturesSettings;
import dev.thermocline.kit.setting.RegistrySettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Each service depends on the two that others call, but not on itself. */
@AutoConfiguration
@ConditionalOnWebApplication
class ServiceCheckAutoConfiguration {
  @Bean
  @ConditionalOnExpression("'${spring.application.name:}' != 'registry-service'")
  ServiceCheck registryCheck(RegistrySettings registry) {
    return new ServiceCheck("registry", registry.url());
  }

  @Bean
  @ConditionalOnExpression("'${spring.application.name:}' != 'feature-service'")
  ServiceCheck featuresCheck(FeaturesSettings features) {
    return new ServiceCheck("features", features.url());
  }
}
