package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.route.Deployment.FeatureServiceVersion;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.Optional;

/** Where definitions come from, as the text that the feature service wrote. */
public interface DefinitionSource {
  /**
   * Asks for one version. Gives up by itself within seconds.
   *
   * @return empty when the feature service has no such version
   * @throws IOException when it cannot be asked
   */
  Optional<String> fetch(Project project, FeatureServiceVersion version) throws IOException;

  /** Definitions kept across restarts. */
  interface Copy {
    void keep(Project project, FeatureServiceVersion version, String text);

    Optional<String> find(Project project, FeatureServiceVersion version);
  }

  /** Understands the text; throws a {@link RuntimeException} when it cannot. */
  interface Reader {
    FeatureDefinition read(Project project, String text);
  }
}
