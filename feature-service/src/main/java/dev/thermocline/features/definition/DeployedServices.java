package dev.thermocline.features.definition;

import dev.thermocline.kit.project.Project;
import java.util.List;

/**
 * Which feature services are in use by deployments. Asked before something is taken away; throws
 * {@code UNAVAILABLE} where it cannot be known, because removing what is in use breaks predictions.
 */
public interface DeployedServices {
  List<Use> list(Project project);

  /** A deployment that serves with a version of a feature service. */
  record Use(String deployment, String service, int version) {}
}
