package dev.thermocline.registry;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Who may do what: the one table of this service. */
@Configuration(proxyBeanMethods = false)
class RegistryAccess {
  @Bean
  AccessRules accessRules(Environment environment) {
    AccessRules.Builder rules = AccessRules.builder();
    if (environment.containsProperty("thermocline.mlflow.page")) {
      // A browser asks for the token when it opens the page, and shows it from then on.
      rules.allow(Role.READER, "GET", "/").allow(Role.READER, "GET", "/static-files/**");
    }
    return rules
        .allow(Role.SERVICE, "GET", "/api/v1/tokens/verifiers")
        .allow(Role.READER, "GET", "/api/v1/tokens/self")
        .allow(Role.ADMIN, "*", "/api/v1/tokens/**")
        .allow(Role.READER, "GET", "/api/v1/projects")
        .allow(Role.ADMIN, "*", "/api/v1/projects/**")
        .allow(Role.READER, "GET", "/api/2.0/mlflow-artifacts/**")
        .allow(Role.SCIENTIST, "*", "/api/2.0/mlflow-artifacts/**")
        .allow(Role.READER, "GET", "/ajax-api/2.0/mlflow-artifacts/**")
        .allow(Role.SCIENTIST, "*", "/ajax-api/2.0/mlflow-artifacts/**")
        .open("GET", "/health")
        .open("GET", "/version")
        .allow(Role.READER, "POST", "/api/2.0/mlflow/*/search")
        .allow(Role.READER, "POST", "/api/2.0/mlflow/experiments/search-datasets")
        .allow(Role.READER, "POST", "/ajax-api/2.0/mlflow/*/search")
        .allow(Role.READER, "POST", "/ajax-api/2.0/mlflow/experiments/search-datasets")
        .allow(Role.READER, "POST", "/api/2.0/mlflow/registered-models/get-latest-versions")
        .allow(Role.READER, "POST", "/ajax-api/2.0/mlflow/registered-models/get-latest-versions")
        .allow(Role.READER, "GET", "/api/2.0/mlflow/**")
        .allow(Role.READER, "GET", "/api/3.0/mlflow/**")
        .allow(Role.READER, "GET", "/ajax-api/**")
        .allow(Role.READER, "POST", "/ajax-api/3.0/mlflow/ui-telemetry")
        .allow(Role.READER, "POST", "/graphql")
        .allow(Role.READER, "GET", "/get-artifact")
        .allow(Role.READER, "GET", "/model-versions/get-artifact")
        .allow(Role.SCIENTIST, "*", "/api/2.0/mlflow/**")
        .allow(Role.SCIENTIST, "*", "/api/3.0/mlflow/**")
        .allow(Role.SCIENTIST, "*", "/ajax-api/**")
        .allow(Role.ADMIN, "*", "/api/v1/runs/removals/**")
        .allow(Role.READER, "POST", "/api/v1/runs/search")
        .allow(Role.SERVICE, "POST", "/api/v1/routing/**")
        .allow(Role.READER, "GET", "/api/v1/**")
        .allow(Role.DEPLOYER, "*", "/api/v1/deployments/**")
        .allow(Role.SCIENTIST, "*", "/api/v1/**")
        .build();
  }
}
