package dev.thermocline.registry.mlflow.registry;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.model.ModelAliases;
import dev.thermocline.registry.model.ModelRegistry;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.model.Stage;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** MLflow's routes under registered-models. */
@RestController
@RequestMapping({"/api/2.0/mlflow/registered-models", "/ajax-api/2.0/mlflow/registered-models"})
class RegisteredModelRoutes {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final String LIST = "registered-models/search";

  private final ModelRegistry registry;
  private final ModelVersions versions;
  private final ModelAliases aliases;
  private final PageTokens tokens;

  RegisteredModelRoutes(
      ModelRegistry registry, ModelVersions versions, ModelAliases aliases, PageTokens tokens) {
    this.registry = registry;
    this.versions = versions;
    this.aliases = aliases;
    this.tokens = tokens;
  }

  @PostMapping("/create")
  Messages.ModelAnswer create(Project project, Caller caller, MlflowRequest request) {
    RegisteredModel made =
        registry.create(
            project,
            caller,
            request.requiredText("name"),
            request.text("description"),
            Asked.tags(request));
    return new Messages.ModelAnswer(Messages.Model.of(made, List.of()));
  }

  @PostMapping("/rename")
  Messages.ModelAnswer rename(Project project, Caller caller, MlflowRequest request) {
    return shown(
        project,
        registry.rename(
            project, caller, request.requiredText("name"), request.requiredText("new_name")));
  }

  @PatchMapping("/update")
  Messages.ModelAnswer update(Project project, Caller caller, MlflowRequest request) {
    return shown(
        project,
        registry.describe(
            project, caller, request.requiredText("name"), request.textOrEmpty("description")));
  }

  @DeleteMapping("/delete")
  Map<String, Object> delete(Project project, Caller caller, MlflowRequest request) {
    registry.delete(project, caller, request.requiredText("name"));
    return Map.of();
  }

  @GetMapping("/get")
  Messages.ModelAnswer get(Project project, MlflowRequest request) {
    return shown(project, registry.get(project, request.requiredText("name")));
  }

  @GetMapping("/search")
  Messages.ModelsAnswer search(Project project, MlflowRequest request) {
    Search search =
        Asked.search(request, project, tokens, Search.MODELS, LIST, USUAL_PAGE, LARGEST_PAGE);
    Search.Page<RegisteredModel> page = registry.search(project, search);
    List<ModelVersion> latest = versions.latest(project, page.items());
    return new Messages.ModelsAnswer(
        Messages.orAbsent(
            page.items().stream().map(model -> Messages.Model.of(model, latest)).toList()),
        Asked.next(request, project, tokens, LIST, page.next()));
  }

  @RequestMapping(
      path = "/get-latest-versions",
      method = {RequestMethod.GET, RequestMethod.POST})
  Messages.VersionsAnswer latest(Project project, MlflowRequest request) {
    List<Stage> stages = request.texts("stages").stream().map(Stage::of).toList();
    List<ModelVersion> latest = versions.latest(project, request.requiredText("name"), stages);
    return new Messages.VersionsAnswer(
        Messages.orAbsent(latest.stream().map(Messages.Version::of).toList()), null);
  }

  @PostMapping("/set-tag")
  Map<String, Object> setTag(Project project, Caller caller, MlflowRequest request) {
    registry.setTag(
        project,
        caller,
        request.requiredText("name"),
        request.requiredText("key"),
        request.textOrEmpty("value"));
    return Map.of();
  }

  @DeleteMapping("/delete-tag")
  Map<String, Object> deleteTag(Project project, Caller caller, MlflowRequest request) {
    registry.deleteTag(project, caller, request.requiredText("name"), request.requiredText("key"));
    return Map.of();
  }

  @PostMapping("/alias")
  Map<String, Object> setAlias(Project project, Caller caller, MlflowRequest request) {
    aliases.set(
        project,
        caller,
        request.requiredText("name"),
        request.requiredText("alias"),
        Asked.version(request),
        false,
        null);
    return Map.of();
  }

  @DeleteMapping("/alias")
  Map<String, Object> deleteAlias(Project project, Caller caller, MlflowRequest request) {
    aliases.delete(
        project, caller, request.requiredText("name"), request.requiredText("alias"), null);
    return Map.of();
  }

  @GetMapping("/alias")
  Messages.VersionAnswer byAlias(Project project, MlflowRequest request) {
    return new Messages.VersionAnswer(
        Messages.Version.of(
            aliases.get(project, request.requiredText("name"), request.requiredText("alias"))));
  }

  private Messages.ModelAnswer shown(Project project, RegisteredModel model) {
    return new Messages.ModelAnswer(
        Messages.Model.of(model, versions.latest(project, List.of(model))));
  }
}
