package dev.thermocline.registry.experiment.web;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.ExperimentQuery;
import dev.thermocline.registry.experiment.Experiments;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.search.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/experiments")
class ExperimentController {
  private final Experiments experiments;

  ExperimentController(Experiments experiments) {
    this.experiments = experiments;
  }

  record CreateExperimentRequest(
      @Nullable String name,
      @Nullable String artifactLocation,
      @Nullable Map<String, @Nullable String> tags) {}

  record RenameExperimentRequest(@Nullable String name) {}

  record TagRequest(@Nullable String value) {}

  record ExperimentResponse(
      String id,
      String name,
      String artifactLocation,
      Instant createdAt,
      Instant updatedAt,
      boolean deleted,
      Map<String, String> tags) {
    static ExperimentResponse of(Experiment experiment) {
      return new ExperimentResponse(
          Long.toString(experiment.id()),
          experiment.name(),
          experiment.artifactLocation(),
          experiment.createdAt(),
          experiment.updatedAt(),
          experiment.deleted(),
          experiment.tags());
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ExperimentResponse create(Project project, @RequestBody CreateExperimentRequest request) {
    return ExperimentResponse.of(
        experiments.create(
            project,
            request.name() == null ? "" : request.name(),
            request.artifactLocation(),
            NativeBodies.entries(request.tags())));
  }

  @GetMapping("/{id}")
  ExperimentResponse get(Project project, @PathVariable long id) {
    return ExperimentResponse.of(experiments.get(project, id));
  }

  @GetMapping
  NativeBodies.PageResponse<ExperimentResponse> search(
      Project project,
      @RequestParam(required = false) @Nullable String filter,
      @RequestParam(defaultValue = "") List<String> order,
      @RequestParam(defaultValue = "ACTIVE") LifecycleView view,
      @RequestParam(defaultValue = "100") int size,
      @RequestParam(required = false) @Nullable String page) {
    Page<Experiment> found =
        experiments.search(
            project,
            new ExperimentQuery(
                TrackingFields.EXPERIMENTS.filter(filter),
                TrackingFields.EXPERIMENTS.order(order),
                view,
                size,
                page));
    return new NativeBodies.PageResponse<>(
        found.items().stream().map(ExperimentResponse::of).toList(), found.next());
  }

  @PatchMapping("/{id}")
  ExperimentResponse rename(
      Project project, @PathVariable long id, @RequestBody RenameExperimentRequest request) {
    experiments.rename(project, id, request.name() == null ? "" : request.name());
    return get(project, id);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Project project, @PathVariable long id) {
    experiments.delete(project, id);
  }

  @PostMapping("/{id}/restore")
  ExperimentResponse restore(Project project, @PathVariable long id) {
    experiments.restore(project, id);
    return get(project, id);
  }

  @PutMapping("/{id}/tags/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void setTag(
      Project project,
      @PathVariable long id,
      @PathVariable String key,
      @RequestBody TagRequest request) {
    experiments.setTag(project, id, new Entry(key, request.value() == null ? "" : request.value()));
  }

  @DeleteMapping("/{id}/tags/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteTag(Project project, @PathVariable long id, @PathVariable String key) {
    experiments.deleteTag(project, id, key);
  }
}
