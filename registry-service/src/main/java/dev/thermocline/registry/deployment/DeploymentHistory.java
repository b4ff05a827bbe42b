package dev.thermocline.registry.deployment;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Every spec that a deployment had, and everything that its aliases meant. */
@Service
public class DeploymentHistory {
  private final Deployments deployments;
  private final DeploymentStore store;
  private final ModelStore models;

  DeploymentHistory(Deployments deployments, DeploymentStore store, ModelStore models) {
    this.deployments = deployments;
    this.store = store;
    this.models = models;
  }

  /** Newest first. */
  public List<DeploymentRevision> revisions(
      Project project, @Nullable String name, int limit, int before) {
    return store.revisions(deployments.get(project, name), limit, before);
  }

  /** Newest first. */
  public List<Resolution> resolutions(
      Project project, @Nullable String name, int limit, long before) {
    return store.resolutions(deployments.get(project, name), limit, before);
  }

  /** What the models are called that revisions and resolutions name; also those that are gone. */
  public Map<UUID, String> modelNames(Project project, Collection<UUID> models) {
    return this.models.names(project, models);
  }

  List<DeploymentRevision> newest(Deployment deployment, int limit) {
    return store.revisions(deployment, limit, Integer.MAX_VALUE);
  }

  DeploymentRevision revision(Deployment deployment, int revision) {
    return store
        .revision(deployment, revision)
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "The deployment '"
                    + deployment.name()
                    + "' has no revision "
                    + revision
                    + "; its newest is "
                    + deployment.revision()
                    + "."));
  }
}
