package dev.thermocline.registry.deployment;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A spec as a caller writes it: versions by name, number, label or alias. */
public record SpecDraft(
    List<ArmDraft> arms,
    @Nullable VersionDraft shadow,
    DeploymentSpec.@Nullable FeatureServiceRef featureService,
    DeploymentSpec.ModelRuntime runtime,
    @Nullable String remoteUrl,
    @Nullable String stickyKey,
    DeploymentSpec.Cache cache,
    DeploymentSpec.Missing missing,
    DeploymentSpec.Fallback fallback,
    DeploymentSpec.Log log) {
  public record ArmDraft(int weight, VersionDraft version) {}

  public record VersionDraft(@Nullable String model, @Nullable String version) {}

  DeploymentSpec spec(Function<VersionDraft, DeploymentSpec.Target> target) {
    return new DeploymentSpec(
        arms.stream()
            .map(arm -> new DeploymentSpec.Arm(arm.weight(), target.apply(arm.version())))
            .toList(),
        shadow == null ? null : target.apply(shadow),
        featureService,
        runtime,
        remoteUrl,
        stickyKey,
        cache,
        missing,
        fallback,
        log);
  }
}
