package dev.thermocline.registry.experiment.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.Jobs;
import dev.thermocline.record.job.web.JobResponse;
import dev.thermocline.registry.experiment.RemovalRequest;
import dev.thermocline.registry.experiment.Removals;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Removal of deleted runs, logged models and experiments for good, as jobs. */
@RestController
@RequestMapping("/api/v1/runs/removals")
class RemovalRoutes {
  private static final Duration MONTH = Duration.ofDays(30);

  private final Removals removals;
  private final Jobs jobs;
  private final JobKind<RemovalRequest> kind;

  RemovalRoutes(Removals removals, Jobs jobs, JobKind<RemovalRequest> kind) {
    this.removals = removals;
    this.jobs = jobs;
    this.kind = kind;
  }

  /**
   * What to remove.
   *
   * @param deletedFor how long ago it must have been deleted; a month where nothing is said
   * @param dryRun only count; so where nothing is said
   */
  record StartRemovalRequest(@Nullable Duration deletedFor, @Nullable Boolean dryRun) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobResponse start(Project project, Caller caller, @RequestBody StartRemovalRequest request) {
    RemovalRequest removal =
        new RemovalRequest(
            removals.before(request.deletedFor() == null ? MONTH : request.deletedFor()),
            !Boolean.FALSE.equals(request.dryRun()));
    return JobResponse.of(jobs.submit(project, caller, kind, removal));
  }

  @GetMapping("/{id}")
  JobResponse get(Project project, @PathVariable UUID id) {
    return JobResponse.of(jobs.get(project, RemovalRequest.KIND, id));
  }

  @DeleteMapping("/{id}")
  JobResponse cancel(Project project, @PathVariable UUID id) {
    return JobResponse.of(jobs.cancel(project, RemovalRequest.KIND, id));
  }
}
