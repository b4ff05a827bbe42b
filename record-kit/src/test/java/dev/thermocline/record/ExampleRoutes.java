package dev.thermocline.record;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Jobs;
import dev.thermocline.record.job.web.JobResponse;
import dev.thermocline.record.job.web.JobStream;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A job read under the thing that it makes, as the services do. */
@RestController
@RequestMapping("/api/v1/countings/{id}")
class ExampleRoutes {
  private final Jobs jobs;
  private final JobStream stream;

  ExampleRoutes(Jobs jobs, JobStream stream) {
    this.jobs = jobs;
    this.stream = stream;
  }

  @GetMapping
  JobResponse read(Project project, @PathVariable UUID id) {
    return JobResponse.of(jobs.get(project, ExampleService.COUNTING, id));
  }

  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter watch(Project project, @PathVariable UUID id) {
    return stream.open(project, ExampleService.COUNTING, id);
  }

  @DeleteMapping
  JobResponse cancel(Project project, @PathVariable UUID id) {
    return JobResponse.of(jobs.cancel(project, ExampleService.COUNTING, id));
  }
}
