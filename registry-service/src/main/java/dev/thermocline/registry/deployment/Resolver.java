package dev.thermocline.registry.deployment;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelStore;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.VersionStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From a spec to the versions that it means now; throws with every reason why one cannot serve. */
@Component
class Resolver {
  private final ModelStore models;
  private final VersionStore versions;

  Resolver(ModelStore models, VersionStore versions) {
    this.models = models;
    this.versions = versions;
  }

  /** What the spec means at this moment, and perhaps no longer at the next. */
  Resolved glance(Project project, DeploymentSpec spec) {
    return resolve(project, spec, named(project, spec));
  }

  /** Holds the spec's models until the transaction ends: what it means then stays so. */
  List<RegisteredModel> hold(Project project, DeploymentSpec spec) {
    return models.holdAll(
        project, named(project, spec).stream().map(RegisteredModel::name).toList());
  }

  private List<RegisteredModel> named(Project project, DeploymentSpec spec) {
    return models.findAll(
        project,
        spec.targets().stream().map(DeploymentSpec.Target::modelId).collect(Collectors.toSet()));
  }

  Resolved resolve(Project project, DeploymentSpec spec, List<RegisteredModel> models) {
    Map<UUID, RegisteredModel> byId = new HashMap<>();
    models.forEach(model -> byId.put(model.id(), model));
    Set<String> reasons = new LinkedHashSet<>();
    List<Resolved.Arm> arms = new ArrayList<>();
    for (DeploymentSpec.Arm arm : spec.arms()) {
      Resolved.Version version = resolve(arm.target(), byId, reasons);
      if (version != null) {
        arms.add(new Resolved.Arm(arm.weight(), version));
      }
    }
    Resolved.Version shadow = spec.shadow() == null ? null : resolve(spec.shadow(), byId, reasons);
    Resolved resolved = new Resolved(arms, shadow);
    checkServable(project, resolved, byId, reasons);
    if (!reasons.isEmpty()) {
      throw invalid("The deployment cannot be served: " + String.join("; ", reasons) + ".");
    }
    return resolved;
  }

  /** Throws when one of these versions cannot serve. */
  void check(Project project, Resolved resolved, RegisteredModel model) {
    Set<String> reasons = new LinkedHashSet<>();
    checkServable(project, resolved, Map.of(model.id(), model), reasons);
    if (!reasons.isEmpty()) {
      throw invalid("The deployment cannot be served: " + String.join("; ", reasons) + ".");
    }
  }

  private static Resolved.@Nullable Version resolve(
      DeploymentSpec.Target target, Map<UUID, RegisteredModel> models, Set<String> reasons) {
    RegisteredModel model = models.get(target.modelId());
    if (model == null) {
      reasons.add("a model that it names was deleted");
      return null;
    }
    String alias = target.alias();
    Integer number = alias == null ? target.number() : model.aliases().get(alias);
    if (number == null) {
      reasons.add("the model '" + model.name() + "' has no alias '" + alias + "'");
      return null;
    }
    return new Resolved.Version(model.id(), alias, number);
  }

  private void checkServable(
      Project project, Resolved resolved, Map<UUID, RegisteredModel> models, Set<String> reasons) {
    Map<UUID, List<Integer>> wanted = new HashMap<>();
    for (Resolved.Version version : resolved.versions()) {
      wanted.computeIfAbsent(version.modelId(), _ -> new ArrayList<>()).add(version.number());
    }
    Map<UUID, Map<Integer, ModelVersion>> found = new HashMap<>();
    for (ModelVersion version : versions.findAll(project, wanted)) {
      found.computeIfAbsent(version.modelId(), _ -> new HashMap<>()).put(version.number(), version);
    }
    for (Resolved.Version version : resolved.versions()) {
      RegisteredModel model = models.get(version.modelId());
      String name = (model == null ? "?" : model.name()) + "/" + version.number();
      ModelVersion stored = found.getOrDefault(version.modelId(), Map.of()).get(version.number());
      if (stored == null) {
        reasons.add("the version " + name + " was deleted");
      } else if (!stored.isReady()) {
        reasons.add("the version " + name + " is " + stored.status() + ", not READY");
      } else if (stored.frozen() == null) {
        reasons.add("the version " + name + " lies outside our storage and was not frozen");
      }
    }
  }
}
