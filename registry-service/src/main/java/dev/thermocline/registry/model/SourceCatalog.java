package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows where runs and logged models keep their files. */
public interface SourceCatalog {
  Optional<Owner> run(Project project, String runId);

  Optional<Owner> loggedModel(Project project, String loggedModelId);

  /**
   * Notes on the logged model that it was registered, as MLflow's own server does; nothing when it
   * is gone.
   */
  void registered(Project project, String loggedModelId, String model, int number);

  /**
   * Who holds artifacts.
   *
   * @param artifactUri such as {@code mlflow-artifacts:/1/<run>/artifacts}
   * @param runId the run that made it
   */
  record Owner(String artifactUri, @Nullable String runId) {}
}
