package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelShelf;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what answers a request, and holds it for as long as the request lasts. */
public final class Routes {
  private final Switchboard switchboard;
  private final Versions versions;
  private final ModelShelf shelf;

  public Routes(Switchboard switchboard, Versions versions, ModelShelf shelf) {
    this.switchboard = switchboard;
    this.versions = versions;
    this.shelf = shelf;
  }

  /**
   * Picks the deployment and its version.
   *
   * @param name null for the project's default
   * @param version number, label or {@code @alias}, past the weights; null to go by the weights
   * @throws ThermoclineException {@code NOT_FOUND} naming what is not there
   */
  public Route take(Project project, @Nullable String name, @Nullable String version) {
    Deployment.Key key = new Deployment.Key(project, name == null ? defaultOf(project) : name);
    while (true) {
      ServedDeployment served = switchboard.find(key);
      if (served == null) {
        throw absent(key);
      }
      if (served.enter()) {
        try {
          return version == null ? new Route(served) : pinned(served, version);
        } catch (RuntimeException | Error failure) {
          served.leave();
          throw failure;
        }
      }
    }
  }

  private Route pinned(ServedDeployment served, String wanted) {
    Deployment deployment = served.deployment();
    for (int i = 0; i < deployment.arms().size(); i++) {
      if (deployment.arms().get(i).version().version().equals(wanted)) {
        return new Route(served, i);
      }
    }
    String model = deployment.arms().getFirst().version().model();
    ModelVersion version = versions.get(deployment.project(), model, wanted);
    return new Route(
        served, version, shelf.lease(version, deployment.runtime(), deployment.remoteUrl()));
  }

  private String defaultOf(Project project) {
    List<String> names = new ArrayList<>();
    for (Deployment deployment : list(project)) {
      if (deployment.isDefault()) {
        return deployment.name();
      }
      names.add(deployment.name());
    }
    if (names.size() == 1) {
      return names.getFirst();
    }
    throw ThermoclineException.invalid(
        names.isEmpty()
            ? "There is no deployment in project '" + project.name() + "'; create one first."
            : "Name a deployment: project '%s' has no default among %s."
                .formatted(project.name(), names));
  }

  private ThermoclineException absent(Deployment.Key key) {
    String failure = switchboard.failureOf(key);
    if (failure != null) {
      return new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "Deployment '%s' is not served here yet: %s".formatted(key.name(), failure));
    }
    return ThermoclineException.notFound(
        "There is no deployment '%s' in project '%s'; the gateway serves %s."
            .formatted(
                key.name(),
                key.project().name(),
                list(key.project()).stream().map(Deployment::name).toList()));
  }

  /** The deployments that are served in a project, by name. */
  public List<Deployment> list(Project project) {
    List<Deployment> list = new ArrayList<>();
    for (ServedDeployment served : switchboard.all()) {
      if (served.deployment().project().equals(project)) {
        list.add(served.deployment());
      }
    }
    list.sort(Comparator.comparing(Deployment::name));
    return list;
  }

  /** A deployment held by a request, and the choice of one of its versions. */
  public static final class Route implements AutoCloseable {
    private final ServedDeployment served;
    private int arm;
    private final @Nullable ModelVersion pinnedVersion;
    private final ModelShelf.@Nullable Lease pinnedLease;

    private Route(ServedDeployment served) {
      this(served, -1);
    }

    private Route(ServedDeployment served, int arm) {
      this.served = served;
      this.arm = arm;
      this.pinnedVersion = null;
      this.pinnedLease = null;
    }

    private Route(ServedDeployment served, ModelVersion version, ModelShelf.Lease lease) {
      this.served = served;
      this.pinnedVersion = version;
      this.pinnedLease = lease;
    }

    public Deployment deployment() {
      return served.deployment();
    }

    /** Goes by the weights, unless a version was named. The same key gets the same arm. */
    public Route choose(String stickyKey) {
      if (pinnedVersion == null && arm < 0) {
        arm = Rendezvous.choose(stickyKey, deployment().arms());
      }
      return this;
    }

    public ModelVersion version() {
      return pinnedVersion != null
          ? pinnedVersion
          : deployment().arms().get(Math.max(arm, 0)).version();
    }

    public LoadedModel model() {
      return pinnedLease != null ? pinnedLease.model() : served.arm(Math.max(arm, 0));
    }

    /** A model that gets a copy of the traffic; null when there is none, or a version was named. */
    public @Nullable LoadedModel shadow() {
      return pinnedVersion == null ? served.shadow() : null;
    }

    /** Holds the deployment a second time, for work that outlives the request. */
    public @Nullable Route again() {
      return served.enter() ? new Route(served, arm) : null;
    }

    @Override
    public void close() {
      if (pinnedLease != null) {
        pinnedLease.close();
      }
      served.leave();
    }
  }
}
