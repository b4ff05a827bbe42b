package dev.thermocline.registry.deployment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.thermocline.registry.deployment.Deployment;
import dev.thermocline.registry.deployment.Routing;
import dev.thermocline.registry.model.ModelVersion;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deployment: what gateways are told of it, and who made it when.
 *
 * @param served only where the caller waited
 */
record DeploymentResponse(
    @JsonUnwrapped RoutingResponse.Entry entry,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Routing.@Nullable Served served) {
  static DeploymentResponse of(
      Deployment deployment,
      Map<Routing.VersionKey, ModelVersion> versions,
      Routing.@Nullable Served served) {
    return new DeploymentResponse(
        RoutingResponse.entry(deployment, versions),
        deployment.createdAt(),
        deployment.createdBy(),
        deployment.updatedAt(),
        served);
  }
}
