package dev.thermocline.registry.model.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.model.ModelRegistry;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.request.Given;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Registered models. */
@RestController
@RequestMapping("/api/v1/models")
class ModelController {
  private final ModelRegistry registry;
  private final PageTokens tokens;

  ModelController(ModelRegistry registry, PageTokens tokens) {
    this.registry = registry;
    this.tokens = tokens;
  }

  record CreateModelRequest(
      @Nullable String name, @Nullable String description, @Nullable Map<String, String> tags) {}

  /** What is absent stays as it is. */
  record ChangeModelRequest(
      @Nullable String name,
      @Nullable String description,
      @Nullable Map<String, @Nullable String> tags) {}

  record ModelListResponse(List<ModelResponse> models, @Nullable String nextPageToken) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ModelResponse create(Project project, Caller caller, @RequestBody CreateModelRequest request) {
    return ModelResponse.of(
        registry.create(
            project, caller, request.name(), request.description(), Given.tags(request.tags())));
  }

  @GetMapping
  ModelListResponse list(Project project, Asked asked) {
    Search.Page<RegisteredModel> page =
        registry.search(project, asked.search(tokens, project, "models", Search.MODELS));
    return new ModelListResponse(
        page.items().stream().map(ModelResponse::of).toList(),
        asked.next(tokens, project, "models", page.next()));
  }

  @GetMapping("/{model}")
  ModelResponse get(Project project, @PathVariable String model) {
    return ModelResponse.of(registry.get(project, model));
  }

  @PatchMapping("/{model}")
  ModelResponse change(
      Project project,
      Caller caller,
      @PathVariable String model,
      @RequestBody ChangeModelRequest request) {
    if (request.description() != null) {
      registry.describe(project, caller, model, request.description());
    }
    Given.each(
        request.tags(),
        (key, value) -> registry.setTag(project, caller, model, key, value),
        key -> registry.deleteTag(project, caller, model, key));
    if (request.name() != null && !request.name().equals(model)) {
      return ModelResponse.of(registry.rename(project, caller, model, request.name()));
    }
    return ModelResponse.of(registry.get(project, model));
  }

  @DeleteMapping("/{model}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Project project, Caller caller, @PathVariable String model) {
    registry.delete(project, caller, model);
  }
}
