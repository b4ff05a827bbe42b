package dev.thermocline.registry.deployment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.registry.deployment.DeploymentRevision;
import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.GateVerdict;
import dev.thermocline.registry.deployment.Resolution;
import dev.thermocline.registry.deployment.Resolved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a deployment was and meant, with its models by name. */
final class HistoryResponse {
  private HistoryResponse() {}

  record RevisionListResponse(List<Revision> revisions) {}

  record ResolutionListResponse(List<ResolutionEntry> resolutions) {}

  /**
   * A version as a caller writes it.
   *
   * @param version a number, or {@code @alias}
   */
  record Target(String model, String version) {}

  record Arm(int weight, Target version) {}

  /** A spec in the form in which it is written, so that it can be written again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Spec(
      List<Arm> arms,
      @Nullable Target shadow,
      DeploymentSpec.@Nullable FeatureServiceRef featureService,
      String runtime,
      @Nullable String remoteUrl,
      @Nullable String stickyKey,
      RoutingResponse.Cache cache,
      RoutingResponse.Missing missing,
      RoutingResponse.Fallback fallback,
      RoutingResponse.Log log) {
    static Spec of(DeploymentSpec spec, Map<UUID, String> names) {
      return new Spec(
          spec.arms().stream()
              .map(arm -> new Arm(arm.weight(), target(arm.target(), names)))
              .toList(),
          spec.shadow() == null ? null : target(spec.shadow(), names),
          spec.featureService(),
          RoutingResponse.word(spec.runtime()),
          spec.remoteUrl(),
          spec.stickyKey(),
          RoutingResponse.Cache.of(spec.cache()),
          RoutingResponse.Missing.of(spec.missing()),
          RoutingResponse.Fallback.of(spec.fallback()),
          RoutingResponse.Log.of(spec.log()));
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Revision(
      int revision,
      Spec spec,
      Instant at,
      String by,
      @Nullable String reason,
      @Nullable Integer undoes,
      GateVerdict gate) {
    static Revision of(DeploymentRevision revision, Map<UUID, String> names) {
      return new Revision(
          revision.revision(),
          Spec.of(revision.spec(), names),
          revision.at(),
          revision.by(),
          revision.reason(),
          revision.undoes(),
          revision.gate());
    }
  }

  /**
   * A version that was served.
   *
   * @param alias through which it was found
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Served(String model, String version, @Nullable String alias) {
    static Served of(Resolved.Version version, Map<UUID, String> names) {
      return new Served(
          name(version.modelId(), names), Integer.toString(version.number()), version.alias());
    }
  }

  record ServedArm(int weight, Served version) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ResolutionEntry(
      long routingRevision,
      int revision,
      List<ServedArm> arms,
      @Nullable Served shadow,
      String cause,
      Instant at,
      String by) {
    static ResolutionEntry of(Resolution resolution, Map<UUID, String> names) {
      Resolved resolved = resolution.resolved();
      return new ResolutionEntry(
          resolution.routingRevision(),
          resolution.revision(),
          resolved.arms().stream()
              .map(arm -> new ServedArm(arm.weight(), Served.of(arm.version(), names)))
              .toList(),
          resolved.shadow() == null ? null : Served.of(resolved.shadow(), names),
          resolution.cause(),
          resolution.at(),
          resolution.by());
    }
  }

  private static Target target(DeploymentSpec.Target target, Map<UUID, String> names) {
    String version =
        target.alias() == null ? String.valueOf(target.number()) : "@" + target.alias();
    return new Target(name(target.modelId(), names), version);
  }

  private static String name(UUID model, Map<UUID, String> names) {
    return names.getOrDefault(model, model.toString());
  }
}
