package dev.thermocline.registry.deployment;

import dev.thermocline.record.outbox.Outbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What gateways and others are told: a hint that there is another routing revision to fetch. */
@Component
class DeploymentEvents {
  private final Outbox outbox;

  DeploymentEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  void changed(Deployment deployment, String cause, String by, @Nullable String reason) {
    Map<String, @Nullable Object> data = data(deployment, by, reason);
    data.put("cause", cause);
    data.put("default", deployment.isDefault());
    data.put("versions", versions(deployment));
    append("deployment.changed", deployment, data);
  }

  void deleted(Deployment deployment, String by, @Nullable String reason) {
    append("deployment.deleted", deployment, data(deployment, by, reason));
  }

  private static Map<String, @Nullable Object> data(
      Deployment deployment, String by, @Nullable String reason) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("deployment", deployment.name());
    data.put("deploymentRevision", deployment.revision());
    data.put("routingRevision", deployment.routingRevision());
    data.put("by", by);
    data.put("reason", reason);
    return data;
  }

  private static List<Map<String, Object>> versions(Deployment deployment) {
    List<Map<String, Object>> versions = new ArrayList<>();
    for (Resolved.Version version : deployment.resolved().versions()) {
      versions.add(
          Map.of(
              "modelId",
              version.modelId().toString(),
              "version",
              Integer.toString(version.number())));
    }
    return versions;
  }

  private void append(String type, Deployment deployment, Map<String, @Nullable Object> data) {
    outbox.append(
        deployment.project(),
        "thermocline.deployments",
        deployment.name(),
        deployment.routingRevision(),
        type,
        data);
  }
}
