package dev.thermocline.gateway.openinference;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  public Map<String, Object> metadata(Project project, String name, @Nullable String version) {
    try (Routes.Route route = routes.take(project, name, version)) {
      LoadedModel model = route.model();
      boolean columns = model.signature() instanceof ColumnSignature;
      Map<String, Object> metadata = new LinkedHashMap<>();
      metadata.put("name", route.deployment().name());
      metadata.put("versions", versions(route.deployment()));
      metadata.put("platform", model.platform());
      metadata.put("inputs", tensors(model.signature().inputs(), columns));
      metadata.put("outputs", tensors(model.outputs(), false));
      return metadata;
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

  private static List<Map<String, Object>> tensors(List<Signature.Spec> specs, boolean columns) {
    List<Map<String, Object>> tensors = new ArrayList<>(specs.size());
    for (Signature.Spec spec : specs) {
      tensors.add(
          Map.of(
              "name",
              spec.name().isEmpty() ? "input" : spec.name(),
              "datatype",
              spec.type().name(),
              "shape",
              columns ? List.of(-1L, 1L) : spec.shape()));
    }
    return tensors;
  }
}
