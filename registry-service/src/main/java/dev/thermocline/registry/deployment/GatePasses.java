package dev.thermocline.registry.deployment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remembers which versions passed the promotion gate; a pass holds for ever. */
public interface GatePasses {
  /** Whether this version may serve with that feature service. */
  boolean passed(
      Project project, UUID modelId, int number, DeploymentSpec.FeatureServiceRef service);

  /**
   * Remembers a pass, or a refusal that was overruled.
   *
   * @param forcedBy who overruled the reasons; absent when there were none
   */
  void pass(
      Project project,
      UUID modelId,
      int number,
      DeploymentSpec.FeatureServiceRef service,
      @Nullable String forcedBy,
      List<String> reasons,
      Instant at);
}
