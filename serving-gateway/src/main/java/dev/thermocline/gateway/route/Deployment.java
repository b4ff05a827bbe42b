package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.project.Project;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resolved deployment of the routing table: aliases are versions already.
 *
 * @param isDefault whether it answers where the caller names none
 * @param stickyKey the entity key or header value that keeps a caller on its arm; null for all keys
 * @param runtime a runtime's name or {@code auto}
 */
public record Deployment(
    Project project,
    String name,
    boolean isDefault,
    long revision,
    long routingRevision,
    @Nullable String stickyKey,
    @Nullable FeatureServiceVersion featureService,
    String runtime,
    @Nullable URI remoteUrl,
    List<Arm> arms,
    @Nullable ModelVersion shadow,
    CachePolicy cache,
    MissingPolicy missing,
    Duration lastRowsFor,
    LogPolicy log) {
  public Deployment {
    arms = List.copyOf(arms);
  }

  /** What tells deployments of all projects apart. */
  public Key key() {
    return new Key(project, name);
  }

  /** A name in its project. */
  public record Key(Project project, String name) {}

  /**
   * A share of the traffic.
   *
   * @param alias as the deployment names it; the arm keeps its callers when the alias moves
   */
  public record Arm(double weight, @Nullable String alias, ModelVersion version) {
    String identity() {
      return alias == null ? version.model() + "/" + version.version() : "@" + alias;
    }
  }

  /** The features that a deployment joins in. */
  public record FeatureServiceVersion(String name, int version) {}

  /**
   * What may be kept of answers.
   *
   * @param rowsIndependent whether each row of a batch is answered for itself
   * @param allowStaleFor how old a superseded answer may be when the runtime fails; zero for never
   */
  public record CachePolicy(
      boolean enabled,
      Duration ttl,
      boolean rowsIndependent,
      boolean deterministic,
      Duration allowStaleFor) {}

  /**
   * What to do about features that are missing or past their {@code ttl}.
   *
   * @param defaults by {@code view:feature}
   */
  public record MissingPolicy(Action action, Map<String, ?> defaults) {
    public MissingPolicy {
      defaults = Map.copyOf(defaults);
    }

    /** The choices. */
    public enum Action {
      REJECT,
      DEFAULT,
      NULL
    }
  }

  /**
   * What is logged.
   *
   * @param sample the share of predictions, 0 to 1
   * @param required whether a prediction that cannot be logged must not be given
   * @param plainPii whether inputs marked as personal are logged as they are
   */
  public record LogPolicy(double sample, boolean required, boolean plainPii) {}
}
