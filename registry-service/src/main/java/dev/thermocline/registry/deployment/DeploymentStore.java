package dev.thermocline.registry.deployment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deployments, their revisions and resolutions. Changes run in the caller's transaction,
 * after {@link #nextRoutingRevision}.
 */
public interface DeploymentStore {
  /** The next routing revision; everybody else who wants one waits until the transaction ends. */
  long nextRoutingRevision();

  /** The newest routing revision that is visible. */
  long routingRevision();

  Optional<Deployment> find(Project project, String name);

  /** In the order of their names. */
  List<Deployment> list(Project project, int limit, String afterName);

  /** The live deployments of all projects. */
  List<Deployment> all();

  void insert(Deployment deployment);

  /** Stores default, revision, routing revision and time. */
  void update(Deployment deployment);

  void delete(Deployment deployment, Instant at);

  Optional<Deployment> defaultOf(Project project);

  void addRevision(Deployment of, DeploymentRevision revision);

  Optional<DeploymentRevision> revision(Deployment of, int revision);

  /** Newest first. */
  List<DeploymentRevision> revisions(Deployment of, int limit, int before);

  /** Adds to the history, and makes it what the deployment uses from now on. */
  void addResolution(Deployment of, Resolution resolution);

  /** Newest first. */
  List<Resolution> resolutions(Deployment of, int limit, long before);

  /** Live deployments that serve the model: through this alias, or this version, where given. */
  List<Deployment> using(
      Project project, UUID modelId, @Nullable String alias, @Nullable Integer number);
}
