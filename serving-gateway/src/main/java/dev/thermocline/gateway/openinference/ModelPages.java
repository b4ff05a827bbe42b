package dev.thermocline.gateway.openinference;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What the protocol tells about models; a model is a deployment. */
@Service
public final class ModelPages {
  private final Routes routes;

  public ModelPages(Routes routes) {
    this.routes = routes;
  }

  public ModelPage metadata(Project project, String name, @Nullable String version) {
    try (Routes.Route route = routes.take(project, name, version)) {
      LoadedModel model = route.model();
      return new ModelPage(
          route.deployment().name(),
          versions(route.deployment()),
          model.platform(),
          tensors(model.signature().inputs(), model.signature() instanceof ColumnSignature),
          tensors(model.outputs(), false));
    }
  }

  /** Throws when the model cannot answer. */
  public Map<String, Object> ready(Project project, String name, @Nullable String version) {
    try (Routes.Route route = routes.take(project, name, version)) {
      return Map.of("name", route.deployment().name(), "ready", true);
    }
  }

  public List<Map<String, Object>> index(Project project) {
    List<Map<String, Object>> index = new ArrayList<>();
    for (Deployment deployment : routes.list(project)) {
      for (String version : versions(deployment)) {
        index.add(Map.of("name", deployment.name(), "version", version, "state", "READY"));
      }
    }
    return index;
  }

  private static List<String> versions(Deployment deployment) {
    return deployment.arms().stream().map(arm -> arm.version().version()).distinct().toList();
  }

  private static List<ModelPage.TensorPage> tensors(List<Signature.Spec> specs, boolean columns) {
    List<ModelPage.TensorPage> tensors = new ArrayList<>(specs.size());
    for (Signature.Spec spec : specs) {
      tensors.add(
          new ModelPage.TensorPage(
              spec.name().isEmpty() ? "input" : spec.name(),
              spec.type().name(),
              columns ? List.of(-1L, 1L) : spec.shape()));
    }
    return tensors;
  }
}
