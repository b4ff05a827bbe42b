package dev.thermocline.features.definition.web;

import dev.thermocline.features.definition.AppliedService;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.web.DefinitionResponses.EntityResponse;
import dev.thermocline.features.definition.web.DefinitionResponses.Listed;
import dev.thermocline.features.definition.web.DefinitionResponses.PlanResponse;
import dev.thermocline.features.definition.web.DefinitionResponses.PushSourceResponse;
import dev.thermocline.features.definition.web.DefinitionResponses.RevisionResponse;
import dev.thermocline.features.definition.web.DefinitionResponses.ServiceResponse;
import dev.thermocline.features.definition.web.DefinitionResponses.ViewResponse;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The routes by which definitions are planned, applied and read. */
@RestController
@RequestMapping("/api/v1")
class DefinitionController {
  private static final int MOST = 1000;

  private final Definitions definitions;

  DefinitionController(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The difference that apply would make. Changes nothing. */
  @PostMapping("/views/plan")
  PlanResponse plan(@RequestBody JsonNode body, Project project) {
    return PlanResponse.of(definitions.plan(project, DefinitionReader.proposal(body)));
  }

  /** Makes the document true in one step or not at all. */
  @PostMapping("/views/apply")
  PlanResponse apply(@RequestBody JsonNode body, Project project, Caller caller) {
    return PlanResponse.of(
        definitions.apply(
            project, DefinitionReader.proposal(body), DefinitionReader.base(body), caller));
  }

  /** What was applied, newest first. */
  @GetMapping("/views/-/revisions")
  Listed<RevisionResponse> revisions(
      @RequestParam(defaultValue = "9223372036854775807") long before,
      @RequestParam(defaultValue = "50") int limit,
      Project project) {
    if (limit < 1 || limit > MOST) {
      throw ThermoclineException.invalid("limit must lie between 1 and " + MOST + ".");
    }
    List<RevisionResponse> page =
        definitions.listRevisions(project, before, limit).stream()
            .map(RevisionResponse::of)
            .toList();
    return new Listed<>(page, page.size() == limit ? page.getLast().revision() : null);
  }

  @GetMapping("/entities")
  Listed<EntityResponse> entities(Project project) {
    return all(catalog(project).entities().values().stream().map(EntityResponse::of).toList());
  }

  @GetMapping("/entities/{name}")
  EntityResponse entity(@PathVariable String name, Project project) {
    return EntityResponse.of(catalog(project).getEntity(name));
  }

  @GetMapping("/views")
  Listed<ViewResponse> views(Project project) {
    return all(catalog(project).views().values().stream().map(ViewResponse::of).toList());
  }

  @GetMapping("/views/{name}")
  ViewResponse view(@PathVariable String name, Project project) {
    return ViewResponse.of(catalog(project).getView(name));
  }

  @GetMapping("/views/-/push-sources")
  Listed<PushSourceResponse> pushSources(Project project) {
    Catalog catalog = catalog(project);
    return all(
        catalog.pushSources().values().stream()
            .map(s -> PushSourceResponse.of(s, catalog.viewsOfPushSource(s.name())))
            .toList());
  }

  @GetMapping("/feature-services")
  Listed<ServiceResponse> services(Project project) {
    return all(
        catalog(project).services().values().stream()
            .map(versions -> ServiceResponse.of(versions.getLast()))
            .toList());
  }

  @GetMapping("/feature-services/{name}")
  ServiceResponse service(@PathVariable String name, Project project) {
    return ServiceResponse.of(catalog(project).getService(name));
  }

  @GetMapping("/feature-services/{name}/versions")
  Listed<ServiceResponse> versions(@PathVariable String name, Project project) {
    Catalog catalog = catalog(project);
    String known = catalog.getService(name).service().name();
    List<AppliedService> versions = catalog.services().getOrDefault(known, List.of());
    return all(versions.stream().map(ServiceResponse::of).toList());
  }

  @GetMapping("/feature-services/{name}/versions/{version}")
  ServiceResponse version(@PathVariable String name, @PathVariable int version, Project project) {
    return ServiceResponse.of(catalog(project).getService(name, version));
  }

  @GetMapping("/feature-services/{name}/versions/{version}/online")
  OnlineServiceResponse online(
      @PathVariable String name, @PathVariable int version, Project project) {
    Catalog catalog = catalog(project);
    return OnlineServiceResponse.of(catalog.getService(name, version), catalog);
  }

  private Catalog catalog(Project project) {
    return definitions.catalog(project);
  }

  private static <T> Listed<T> all(List<T> items) {
    return new Listed<>(items, null);
  }
}
