package dev.thermocline.registry.deployment.jdbc;

import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.GateVerdict;
import dev.thermocline.registry.deployment.GatewayReport;
import dev.thermocline.registry.deployment.Resolved;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is kept as jsonb. */
final class DeploymentJson {
  private static final TypeReference<List<GatewayReport.Failure>> FAILURES =
      new TypeReference<>() {};

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private DeploymentJson() {}

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static DeploymentSpec spec(String json) {
    return MAPPER.readValue(json, DeploymentSpec.class);
  }

  static Resolved resolved(String json) {
    return MAPPER.readValue(json, Resolved.class);
  }

  static GateVerdict gate(String json) {
    return MAPPER.readValue(json, GateVerdict.class);
  }

  static List<GatewayReport.Failure> failures(String json) {
    return MAPPER.readValue(json, FAILURES);
  }
}
