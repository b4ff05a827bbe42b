package dev.thermocline.features;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may do what: the one table of this service. */
@Configuration(proxyBeanMethods = false)
class FeatureAccess {
  @Bean
  AccessRules accessRules() {
    return AccessRules.builder()
        .allow(Role.READER, "POST", "/api/v1/online/**")
        .allow(Role.READER, "POST", "/get-online-features")
        .allow(Role.READER, "POST", "/projects/*/get-online-features")
        .allow(Role.SCIENTIST, "POST", "/push")
        .allow(Role.SCIENTIST, "POST", "/write-to-online-store")
        .allow(Role.SCIENTIST, "POST", "/materialize")
        .allow(Role.SCIENTIST, "POST", "/materialize-incremental")
        .allow(Role.SCIENTIST, "POST", "/projects/**")
        .allow(Role.SERVICE, "GET", "/api/v1/views/-/catalog")
        // Dead letters are rows as somebody sent them.
        .allow(Role.SCIENTIST, "GET", "/api/v1/push/**")
        .allow(Role.ADMIN, "POST", "/api/v1/snapshots/sweeps")
        .allow(Role.READER, "GET", "/api/v1/**")
        .allow(Role.SCIENTIST, "*", "/api/v1/**")
        .build();
  }
}
