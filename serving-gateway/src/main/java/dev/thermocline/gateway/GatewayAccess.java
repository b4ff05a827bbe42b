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
        .open("GET", "/ping")
        .open("GET", "/health")
        .open("GET", "/version")
        .open("GET", "/v2/health/live")
        .open("GET", "/v2/health/ready")
        .allow(Role.READER, "*", "/predict")
        .allow(Role.READER, "*", "/invocations")
        .allow(Role.READER, "*", "/endpoints/*/invocations")
        .allow(Role.READER, "*", "/v1/**")
        .allow(Role.READER, "*", "/v2/**")
        .allow(Role.READER, "*", "/v2")
        .allow(Role.DEPLOYER, "DELETE", "/api/v1/predict/*/cache")
        .allow(Role.READER, "*", "/api/v1/**")
        .build();
  }
}
