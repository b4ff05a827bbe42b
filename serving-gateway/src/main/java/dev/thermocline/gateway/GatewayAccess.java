package dev.thermocline.gateway;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may do what: the one table of this service. */
@Configuration(proxyBeanMethods = false)
class GatewayAccess {
  @Bean
  AccessRules accessRules() {
    return AccessRules.builder()
        .allow(Role.READER, "*", "/predict")
        .allow(Role.READER, "*", "/api/v1/**")
        .build();
  }
}
