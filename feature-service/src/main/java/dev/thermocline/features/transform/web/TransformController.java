package dev.thermocline.features.transform.web;

import dev.thermocline.features.transform.Transformations;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.web.JobResponse;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The routes by which views are made from their statements. */
@RestController
@RequestMapping("/api/v1/views/{view}/transformations")
class TransformController {
  private final Transformations transformations;

  TransformController(Transformations transformations) {
    this.transformations = transformations;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobResponse start(@PathVariable String view, Project project, Caller caller) {
    return JobResponse.of(transformations.start(project, view, caller));
  }

  @GetMapping("/{id}")
  JobResponse get(@PathVariable String view, @PathVariable UUID id, Project project) {
    return JobResponse.of(transformations.get(project, id));
  }

  @DeleteMapping("/{id}")
  JobResponse cancel(@PathVariable String view, @PathVariable UUID id, Project project) {
    return JobResponse.of(transformations.cancel(project, id));
  }
}
