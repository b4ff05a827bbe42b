package dev.thermocline.registry.mlflow.registry;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.model.Stage;
import dev.thermocline.registry.model.Stages;
import dev.thermocline.registry.model.VersionRegistration;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** MLflow's routes under model-versions. */
@RestController
@RequestMapping({"/api/2.0/mlflow/model-versions", "/ajax-api/2.0/mlflow/model-versions"})
class ModelVersionRoutes {
  private static final int USUAL_PAGE = 200_000;
  private static final int LARGEST_PAGE = 200_000;
  private static final String LIST = "model-versions/search";

  private final ModelVersions versions;
  private final VersionRegistration registration;
  private final Stages stages;
  private final PageTokens tokens;

  ModelVersionRoutes(
      ModelVersions versions, VersionRegistration registration, Stages stages, PageTokens tokens) {
    this.registration = registration;
    this.stages = stages;
    this.versions = versions;
    this.tokens = tokens;
  }

  @PostMapping("/create")
  Messages.VersionAnswer create(Project project, Caller caller, MlflowRequest request) {
    return shown(
        registration.register(
            project,
            caller,
            request.requiredText("name"),
            new VersionRegistration.NewVersion(
                request.requiredText("source"),
                request.text("run_id"),
                request.text("run_link"),
                request.text("model_id"),
                null,
                request.text("description"),
                Asked.tags(request))));
  }

  @GetMapping("/get")
  Messages.VersionAnswer get(Project project, MlflowRequest request) {
    return shown(versions.get(project, request.requiredText("name"), Asked.version(request)));
  }

  @PatchMapping("/update")
  Messages.VersionAnswer update(Project project, Caller caller, MlflowRequest request) {
    return shown(
        versions.describe(
            project,
            caller,
            request.requiredText("name"),
            Asked.version(request),
            request.text("description")));
  }

  @PostMapping("/transition-stage")
  Messages.VersionAnswer move(Project project, Caller caller, MlflowRequest request) {
    return shown(
        stages.move(
            project,
            caller,
            request.requiredText("name"),
            Asked.version(request),
            Stage.of(request.requiredText("stage")),
            request.flag("archive_existing_versions", false),
            null));
  }

  @DeleteMapping("/delete")
  Map<String, Object> delete(Project project, Caller caller, MlflowRequest request) {
    versions.delete(project, caller, request.requiredText("name"), Asked.version(request));
    return Map.of();
  }

  /** Lists carry no aliases: only a single version does. */
  @GetMapping("/search")
  Messages.VersionsAnswer search(Project project, MlflowRequest request) {
    Search search =
        Asked.search(request, project, tokens, Search.VERSIONS, LIST, USUAL_PAGE, LARGEST_PAGE);
    Search.Page<ModelVersion> page = versions.search(project, search);
    return new Messages.VersionsAnswer(
        Messages.orAbsent(page.items().stream().map(Messages.Version::of).toList()),
        Asked.next(request, project, tokens, LIST, page.next()));
  }

  /** The frozen copy wherever there is one. */
  @GetMapping("/get-download-uri")
  Messages.DownloadAnswer downloadUri(Project project, MlflowRequest request) {
    ModelVersion version =
        versions.get(project, request.requiredText("name"), Asked.version(request));
    return new Messages.DownloadAnswer(versions.downloadUri(version));
  }

  @PostMapping("/set-tag")
  Map<String, Object> setTag(Project project, Caller caller, MlflowRequest request) {
    versions.setTag(
        project,
        caller,
        request.requiredText("name"),
        Asked.version(request),
        request.requiredText("key"),
        request.textOrEmpty("value"));
    return Map.of();
  }

  @DeleteMapping("/delete-tag")
  Map<String, Object> deleteTag(Project project, Caller caller, MlflowRequest request) {
    versions.deleteTag(
        project,
        caller,
        request.requiredText("name"),
        Asked.version(request),
        request.requiredText("key"));
    return Map.of();
  }

  private static Messages.VersionAnswer shown(ModelVersion version) {
    return new Messages.VersionAnswer(Messages.Version.of(version));
  }
}
