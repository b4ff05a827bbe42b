package dev.thermocline.registry.deployment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.thermocline.registry.deployment.Deployment;
import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.Resolved;
import dev.thermocline.registry.deployment.Routing;
import dev.thermocline.registry.model.ModelVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routing table as gateways read it: every field is there, also those without a value. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record RoutingResponse(long routingRevision, List<Entry> deployments) {
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Entry(
      String project,
      String name,
      @JsonProperty("default") boolean isDefault,
      int revision,
      long routingRevision,
      @Nullable String stickyKey,
      DeploymentSpec.@Nullable FeatureServiceRef featureService,
      String runtime,
      @Nullable String remoteUrl,
      List<Arm> arms,
      @Nullable Version shadow,
      Cache cache,
      Missing missing,
      Fallback fallback,
      Log log) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Arm(int weight, @Nullable String alias, Version version) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Version(
      String model,
      String version,
      @Nullable String label,
      @Nullable String manifestDigest,
      @Nullable String prefix) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Cache(
      boolean enabled,
      String ttl,
      boolean rowsIndependent,
      boolean deterministic,
      @Nullable String allowStaleFor) {
    static Cache of(DeploymentSpec.Cache cache) {
      return new Cache(
          cache.enabled(),
          cache.ttl().toString(),
          cache.rowsIndependent(),
          cache.deterministic(),
          text(cache.allowStaleFor()));
    }
  }

  record Missing(String policy, Map<String, Object> defaults) {
    static Missing of(DeploymentSpec.Missing missing) {
      return new Missing(word(missing.policy()), new TreeMap<>(missing.defaults()));
    }
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Fallback(@Nullable String lastRowsFor) {
    static Fallback of(DeploymentSpec.Fallback fallback) {
      return new Fallback(text(fallback.lastRowsFor()));
    }
  }

  record Log(double sample, boolean required, boolean plainPii) {
    static Log of(DeploymentSpec.Log log) {
      return new Log(log.sample(), log.required(), log.plainPii());
    }
  }

  static RoutingResponse of(Routing.Table table) {
    return new RoutingResponse(
        table.routingRevision(),
        table.deployments().stream()
            .map(deployment -> entry(deployment, table.versions()))
            .toList());
  }

  static Entry entry(Deployment deployment, Map<Routing.VersionKey, ModelVersion> versions) {
    DeploymentSpec spec = deployment.spec();
    Resolved.Version shadow = deployment.resolved().shadow();
    return new Entry(
        deployment.project().name(),
        deployment.name(),
        deployment.isDefault(),
        deployment.revision(),
        deployment.routingRevision(),
        spec.stickyKey(),
        spec.featureService(),
        word(spec.runtime()),
        spec.remoteUrl(),
        deployment.resolved().arms().stream()
            .map(arm ->
                new Arm(arm.weight(), arm.version().alias(), version(arm.version(), versions)))
            .toList(),
        shadow == null ? null : version(shadow, versions),
        Cache.of(spec.cache()),
        Missing.of(spec.missing()),
        Fallback.of(spec.fallback()),
        Log.of(spec.log()));
  }

  private static Version version(
      Resolved.Version resolved, Map<Routing.VersionKey, ModelVersion> versions) {
    ModelVersion version =
        versions.get(new Routing.VersionKey(resolved.modelId(), resolved.number()));
    if (version == null) {
      throw new IllegalStateException("a served version has no row: " + resolved);
    }
    ModelVersion.FrozenCopy frozen = version.frozen();
    return new Version(
        version.model(),
        Integer.toString(version.number()),
        version.label(),
        frozen == null ? null : frozen.manifestDigest(),
        frozen == null ? null : frozen.prefix());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : duration.toString();
  }
}
