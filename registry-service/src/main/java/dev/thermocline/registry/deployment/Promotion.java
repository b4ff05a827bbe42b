package dev.thermocline.registry.deployment;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.VersionStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether versions may serve with a feature service. Both never change, so a pass is kept and asked
 * for only once; inside a transaction only passes are looked up.
 */
@Component
class Promotion {
  private final GatePasses passes;
  private final VersionStore versions;
  private final FeatureServices features;
  private final Signatures signatures;
  private final Clock clock;

  Promotion(
      GatePasses passes,
      VersionStore versions,
      FeatureServices features,
      Signatures signatures,
      Clock clock) {
    this.passes = passes;
    this.versions = versions;
    this.features = features;
    this.signatures = signatures;
    this.clock = clock;
  }

  GateVerdict judge(
      Project project,
      Caller caller,
      DeploymentSpec.@Nullable FeatureServiceRef service,
      List<Resolved.Version> wanted,
      boolean force,
      @Nullable String reason) {
    if (service == null) {
      return GateVerdict.NOTHING_BOUND;
    }
    Map<Resolved.Version, List<String>> verdicts = new LinkedHashMap<>();
    List<String> all = new ArrayList<>();
    for (Resolved.Version version : wanted) {
      if (!passes.passed(project, version.modelId(), version.number(), service)) {
        List<String> reasons = reasons(project, service, version, force);
        verdicts.put(version, reasons);
        reasons.stream().filter(r -> !all.contains(r)).forEach(all::add);
      }
    }
    if (!all.isEmpty() && !force) {
      throw ThermoclineException.invalid(
          "The promotion gate refuses: "
              + String.join("; ", all)
              + ". Mend it, or let a deployer overrule it with force and a reason.");
    }
    if (!all.isEmpty()) {
      checkMayForce(caller, reason);
    }
    verdicts.forEach((version, reasons) ->
        passes.pass(
            project,
            version.modelId(),
            version.number(),
            service,
            reasons.isEmpty() ? null : caller.name(),
            reasons,
            clock.instant()));
    return new GateVerdict(true, all.isEmpty(), !all.isEmpty(), all);
  }

  private static void checkMayForce(Caller caller, @Nullable String reason) {
    if (!caller.role().covers(Role.DEPLOYER)) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "Overruling the promotion gate needs the role deployer; '"
              + caller.name()
              + "' has "
              + caller.role().name().toLowerCase(java.util.Locale.ROOT)
              + ".");
    }
    if (reason == null || reason.isBlank()) {
      throw ThermoclineException.invalid(
          "Overruling the promotion gate needs a 'reason': it is kept in the history.");
    }
  }

  private List<String> reasons(
      Project project,
      DeploymentSpec.FeatureServiceRef service,
      Resolved.Version wanted,
      boolean force) {
    Optional<ModelVersion> version = version(project, wanted.modelId(), wanted.number());
    if (version.isEmpty()) {
      return List.of("a version that it names was deleted");
    }
    try {
      return features
          .find(project, service.name(), service.version())
          .map(schema ->
              PromotionGate.reasons(
                  version.get().display(), signatures.inputs(version.get().signature()), schema))
          .orElseGet(() ->
              List.of(
                  "there is no feature service '"
                      + service.name()
                      + "' with a version "
                      + service.version()));
    } catch (ThermoclineException e) {
      if (force && e.kind() == ErrorKind.UNAVAILABLE) {
        return List.of("the feature service could not be asked");
      }
      throw e;
    }
  }

  private Optional<ModelVersion> version(Project project, UUID model, int number) {
    return versions.findAll(project, Map.of(model, List.of(number))).stream().findFirst();
  }

  /** Inside the transaction: what is resolved now must be what was judged before. */
  void checkAgain(Project project, DeploymentSpec spec, Resolved resolved) {
    DeploymentSpec.FeatureServiceRef service = spec.featureService();
    if (service == null) {
      return;
    }
    for (Resolved.Version version : resolved.versions()) {
      if (!passes.passed(project, version.modelId(), version.number(), service)) {
        throw ThermoclineException.conflict(
            "An alias moved to version "
                + version.number()
                + " meanwhile, which the promotion gate has not seen. Try again.");
      }
    }
  }
}
