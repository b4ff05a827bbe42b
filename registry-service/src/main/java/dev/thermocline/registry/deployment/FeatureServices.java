package dev.thermocline.registry.deployment;

import dev.thermocline.kit.project.Project;
import java.util.Optional;

/** Knows the versions of feature services, which never change. */
public interface FeatureServices {
  /** Throws UNAVAILABLE when it cannot be asked. */
  Optional<FeatureServiceSchema> find(Project project, String name, int version);
}
