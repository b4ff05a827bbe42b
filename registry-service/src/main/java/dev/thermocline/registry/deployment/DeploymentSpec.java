package dev.thermocline.registry.deployment;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment serves and how. Never changed: a change is another spec under another revision.
 *
 * @param remoteUrl where the model runs, for {@link ModelRuntime#REMOTE}
 * @param stickyKey the request input whose value decides the arm; the entity's key when absent
 */
public record DeploymentSpec(
    List<Arm> arms,
    @Nullable Target shadow,
    @Nullable FeatureServiceRef featureService,
    ModelRuntime runtime,
    @Nullable String remoteUrl,
    @Nullable String stickyKey,
    Cache cache,
    Missing missing,
    Fallback fallback,
    Log log) {
  private static final int MOST_ARMS = 20;

  public DeploymentSpec {
    arms = List.copyOf(arms);
  }

  /** A share of the traffic. */
  public record Arm(int weight, Target target) {}

  /**
   * A version of a model: the one that an alias means at any time, or one for good.
   *
   * @param number absent where an alias decides
   */
  public record Target(UUID modelId, @Nullable String alias, @Nullable Integer number) {}

  public record FeatureServiceRef(String name, int version) {}

  /** Who runs the model. */
  public enum ModelRuntime {
    AUTO,
    ONNX,
    PYTHON,
    REMOTE
  }

  /**
   * Whether and how long answers are kept.
   *
   * @param rowsIndependent whether each row's answer depends on that row alone
   * @param allowStaleFor how old a superseded answer may be when a runtime fails; never when absent
   */
  public record Cache(
      boolean enabled,
      Duration ttl,
      boolean rowsIndependent,
      boolean deterministic,
      @Nullable Duration allowStaleFor) {
    private static final Duration LONGEST = Duration.ofDays(1);

    public static final Cache USUAL = new Cache(true, Duration.ofMinutes(5), false, true, null);

    public Cache {
      checkDuration("cache.ttl", ttl, LONGEST);
      checkDuration("cache.allowStaleFor", allowStaleFor, LONGEST);
    }
  }

  /** What stands for a feature without a value. */
  public record Missing(MissingPolicy policy, Map<String, Object> defaults) {
    public static final Missing USUAL = new Missing(MissingPolicy.REJECT, Map.of());

    public Missing {
      defaults = Map.copyOf(defaults);
      if (policy == MissingPolicy.DEFAULT && defaults.isEmpty()) {
        throw invalid(
            "The policy 'default' for missing features needs 'defaults', as in"
                + " {\"vitals:bp\": 120}.");
      }
      defaults.forEach(Missing::check);
    }

    private static void check(String feature, Object value) {
      if (feature.indexOf(':') < 1 || feature.endsWith(":")) {
        throw invalid(
            "The default for '" + feature + "' names no feature: write <view>:<feature>.");
      }
      if (!(value instanceof Number
          || value instanceof String
          || value instanceof Boolean
          || value instanceof List<?>)) {
        throw invalid(
            "The default of '" + feature + "' must be a number, a text, a truth or a list.");
      }
    }
  }

  public enum MissingPolicy {
    REJECT,
    DEFAULT,
    NULL
  }

  /**
   * What may stand in for fresh feature rows.
   *
   * @param lastRowsFor how long the rows that a gateway read last may stand in when the store of
   *     features fails; never when absent
   */
  public record Fallback(@Nullable Duration lastRowsFor) {
    public static final Fallback USUAL = new Fallback(null);

    public Fallback {
      checkDuration("fallback.lastRowsFor", lastRowsFor, Duration.ofHours(1));
    }
  }

  /** What of the predictions is logged. */
  public record Log(double sample, boolean required, boolean plainPii) {
    public static final Log USUAL = new Log(1.0, false, false);

    public Log {
      if (!(sample >= 0 && sample <= 1)) {
        throw invalid("log.sample is a share between 0 and 1; " + sample + " is not.");
      }
    }
  }

  /** Throws with every reason why nobody could serve this. */
  public void check() {
    List<String> reasons = new ArrayList<>();
    if (arms.isEmpty() || arms.size() > MOST_ARMS) {
      reasons.add("'arms' has " + arms.size() + " entries; 1 to " + MOST_ARMS + " are served");
    }
    long sum = 0;
    for (Arm arm : arms) {
      if (arm.weight() < 0 || arm.weight() > 100) {
        reasons.add("a weight is between 0 and 100; " + arm.weight() + " is not");
      }
      sum += arm.weight();
    }
    if (!arms.isEmpty() && sum != 100) {
      reasons.add("the weights of the arms add up to " + sum + "; they must add up to 100");
    }
    if ((runtime == ModelRuntime.REMOTE) != (remoteUrl != null)) {
      reasons.add("'remoteUrl' belongs to the runtime 'remote', and that one needs it");
    }
    if (!reasons.isEmpty()) {
      throw invalid("The deployment cannot be served: " + String.join("; ", reasons) + ".");
    }
  }

  /** Every target, the shadow included. */
  public List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    arms.forEach(arm -> targets.add(arm.target()));
    if (shadow != null) {
      targets.add(shadow);
    }
    return targets;
  }

  private static void checkDuration(String what, @Nullable Duration value, Duration longest) {
    if (value != null && (value.isNegative() || value.isZero() || value.compareTo(longest) > 0)) {
      throw invalid(
          what + " is " + value + "; it must be more than nothing and at most " + longest + ".");
    }
  }
}
