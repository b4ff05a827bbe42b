package dev.thermocline.features.definition;

import dev.thermocline.features.definition.Plan.Refusal;
import dev.thermocline.features.definition.Plan.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What may not go because deployments serve with it. The registry is asked only if something goes.
 */
final class Deployed {
  private final Catalog current;
  private final Map<String, AppliedView> views;
  private final Map<String, List<AppliedService>> services;
  private final Supplier<List<DeployedServices.Use>> deployed;

  Deployed(
      Catalog current,
      Map<String, AppliedView> views,
      Map<String, List<AppliedService>> services,
      Supplier<List<DeployedServices.Use>> deployed) {
    this.current = current;
    this.views = views;
    this.services = services;
    this.deployed = deployed;
  }

  List<Refusal> problems() {
    if (!somethingGoes()) {
      return List.of();
    }
    List<Refusal> problems = new ArrayList<>();
    for (DeployedServices.Use use : deployed.get()) {
      find(current.services().get(use.service()), use.version())
          .ifPresent(service -> check(use, service, problems));
    }
    return problems;
  }

  private void check(DeployedServices.Use use, AppliedService applied, List<Refusal> problems) {
    FeatureService service = applied.service();
    String by =
        "the deployment '%s' serves with version %d of the feature service '%s'. Deploy without it first."
            .formatted(use.deployment(), use.version(), use.service());
    if (!services.containsKey(use.service())) {
      problems.add(new Refusal(Sort.FEATURE_SERVICE, use.service(), "it cannot be removed: " + by));
    }
    for (FeatureReference feature : service.features()) {
      if (current.views().containsKey(feature.view())) {
        AppliedView after = views.get(feature.view());
        if (after == null) {
          problems.add(new Refusal(Sort.VIEW, feature.view(), "it cannot be removed: " + by));
          return;
        }
        if (after.view().findField(feature.feature()).isEmpty()) {
          problems.add(
              new Refusal(
                  Sort.VIEW,
                  feature.view(),
                  "its field '%s' cannot be removed: %s".formatted(feature.feature(), by)));
        }
      }
    }
  }

  private boolean somethingGoes() {
    return !services.keySet().containsAll(current.services().keySet())
        || current.views().values().stream().anyMatch(this::losesFields);
  }

  private boolean losesFields(AppliedView before) {
    AppliedView after = views.get(before.view().name());
    return after == null
        || before.view().fields().stream()
            .anyMatch(f -> after.view().findField(f.name()).isEmpty());
  }

  private static java.util.Optional<AppliedService> find(
      @org.jspecify.annotations.Nullable List<AppliedService> versions, int version) {
    return versions == null
        ? java.util.Optional.empty()
        : versions.stream().filter(v -> v.version() == version).findFirst();
  }
}
