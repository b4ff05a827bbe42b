package dev.thermocline.registry.artifact.web;

import dev.thermocline.kit.request.StreamedRoutes;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ArtifactWebConfiguration {
  /** An artifact that is JSON is a file all the same. */
  @Bean
  StreamedRoutes artifactBodies() {
    return new StreamedRoutes(
        List.of(
            "/api/2.0/mlflow-artifacts/artifacts/",
            "/ajax-api/2.0/mlflow-artifacts/artifacts/",
            "/ajax-api/2.0/mlflow/upload-artifact"));
  }
}
