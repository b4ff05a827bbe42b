package dev.thermocline.registry.deployment.web;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.Deployments;
import dev.thermocline.registry.deployment.SpecDraft;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A deployment as a caller writes it; what is absent has its usual value. */
record SpecRequest(
    @Nullable String name,
    @Nullable List<@Nullable Arm> arms,
    @Nullable Version shadow,
    @Nullable FeatureService featureService,
    @Nullable String runtime,
    @Nullable String remoteUrl,
    @Nullable String stickyKey,
    @Nullable Cache cache,
    @Nullable Missing missing,
    @Nullable Fallback fallback,
    @Nullable Log log,
    @JsonProperty("default") @Nullable Boolean isDefault,
    @Nullable Integer expectedRevision,
    @Nullable Boolean force,
    @Nullable String reason) {
  /**
   * A share of the traffic.
   *
   * @param alias follows the alias instead of the version, so that what was read can be written
   */
  record Arm(@Nullable Integer weight, @Nullable String alias, @Nullable Version version) {}

  /**
   * A share of the traffic.
   *
   * @param version a number, a label, or {@code @alias}
   */
  record Version(@Nullable String model, @Nullable String version) {}

  record FeatureService(@Nullable String name, @Nullable Integer version) {}

  record Cache(
      @Nullable Boolean enabled,
      @Nullable String ttl,
      @Nullable Boolean rowsIndependent,
      @Nullable Boolean deterministic,
      @Nullable String allowStaleFor) {}

  record Missing(@Nullable String policy, @Nullable Map<String, @Nullable Object> defaults) {}

  record Fallback(@Nullable String lastRowsFor) {}

  record Log(@Nullable Double sample, @Nullable Boolean required, @Nullable Boolean plainPii) {}

  Deployments.Change change() {
    return new Deployments.Change(
        draft(), isDefault, expectedRevision, Boolean.TRUE.equals(force), reason);
  }

  private SpecDraft draft() {
    return new SpecDraft(
        arms == null ? List.of() : arms.stream().map(SpecRequest::arm).toList(),
        shadow == null ? null : new SpecDraft.VersionDraft(shadow.model(), shadow.version()),
        featureServiceDraft(),
        word(
            "runtime",
            runtime,
            DeploymentSpec.ModelRuntime.class,
            DeploymentSpec.ModelRuntime.AUTO),
        remoteUrlDraft(),
        stickyKey == null || stickyKey.isBlank() ? null : stickyKey,
        cacheDraft(),
        missingDraft(),
        fallback == null
            ? DeploymentSpec.Fallback.USUAL
            : new DeploymentSpec.Fallback(duration("fallback.lastRowsFor", fallback.lastRowsFor())),
        logDraft());
  }

  private static SpecDraft.ArmDraft arm(@Nullable Arm arm) {
    if (arm == null || arm.weight() == null || arm.version() == null) {
      throw invalid(
          "Each of 'arms' needs a 'weight' and a 'version', as in {\"weight\": 100, \"version\":"
              + " {\"model\": \"readmission\", \"version\": \"@champion\"}}.");
    }
    String version = arm.alias() == null ? arm.version().version() : "@" + arm.alias();
    return new SpecDraft.ArmDraft(
        arm.weight(), new SpecDraft.VersionDraft(arm.version().model(), version));
  }

  private DeploymentSpec.@Nullable FeatureServiceRef featureServiceDraft() {
    if (featureService == null) {
      return null;
    }
    if (featureService.name() == null
        || !featureService.name().matches("[A-Za-z][A-Za-z0-9_]{0,62}")
        || featureService.version() == null
        || featureService.version() < 1) {
      throw invalid(
          "'featureService' needs a 'name' of [A-Za-z][A-Za-z0-9_]{0,62} and a 'version' from 1"
              + " on.");
    }
    return new DeploymentSpec.FeatureServiceRef(featureService.name(), featureService.version());
  }

  private @Nullable String remoteUrlDraft() {
    if (remoteUrl == null) {
      return null;
    }
    try {
      URI url = new URI(remoteUrl);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getUserInfo() == null
          && remoteUrl.length() <= 2_000) {
        return remoteUrl;
      }
    } catch (URISyntaxException _) {
      // Told below.
    }
    throw invalid("'remoteUrl' must be an http or https URL with a host and without a password.");
  }

  private DeploymentSpec.Cache cacheDraft() {
    DeploymentSpec.Cache usual = DeploymentSpec.Cache.USUAL;
    if (cache == null) {
      return usual;
    }
    Duration ttl = duration("cache.ttl", cache.ttl());
    return new DeploymentSpec.Cache(
        cache.enabled() == null ? usual.enabled() : cache.enabled(),
        ttl == null ? usual.ttl() : ttl,
        Boolean.TRUE.equals(cache.rowsIndependent()),
        cache.deterministic() == null ? usual.deterministic() : cache.deterministic(),
        duration("cache.allowStaleFor", cache.allowStaleFor()));
  }

  private DeploymentSpec.Missing missingDraft() {
    if (missing == null) {
      return DeploymentSpec.Missing.USUAL;
    }
    Map<String, Object> defaults = new HashMap<>();
    if (missing.defaults() != null) {
      missing
          .defaults()
          .forEach((feature, value) -> {
            if (value == null) {
              throw invalid(
                  "The default of '" + feature + "' is null: use the policy 'null' for that.");
            }
            defaults.put(feature, value);
          });
    }
    return new DeploymentSpec.Missing(
        word(
            "missing.policy",
            missing.policy(),
            DeploymentSpec.MissingPolicy.class,
            DeploymentSpec.MissingPolicy.REJECT),
        defaults);
  }

  private DeploymentSpec.Log logDraft() {
    DeploymentSpec.Log usual = DeploymentSpec.Log.USUAL;
    return log == null
        ? usual
        : new DeploymentSpec.Log(
            log.sample() == null ? usual.sample() : log.sample(),
            Boolean.TRUE.equals(log.required()),
            Boolean.TRUE.equals(log.plainPii()));
  }

  private static @Nullable Duration duration(String what, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException _) {
      throw invalid("'" + what + "' is a duration as in PT5M or PT30S; '" + text + "' is none.");
    }
  }

  private static <T extends Enum<T>> T word(
      String what, @Nullable String text, Class<T> type, T usual) {
    if (text == null) {
      return usual;
    }
    for (T constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw invalid(
        "'"
            + what
            + "' is one of "
            + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)
            + ".");
  }
}
