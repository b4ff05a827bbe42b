package dev.thermocline.registry.dataset.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.Jobs;
import dev.thermocline.record.job.web.JobResponse;
import dev.thermocline.record.page.Page;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.dataset.Comparison;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.DatasetVersions;
import dev.thermocline.registry.dataset.DatasetVersions.Registered;
import dev.thermocline.registry.dataset.Datasets;
import dev.thermocline.registry.dataset.PrefixOrder;
import dev.thermocline.registry.dataset.Registration;
import dev.thermocline.registry.dataset.Stated;
import dev.thermocline.registry.dataset.Uploads;
import dev.thermocline.registry.dataset.VersionName;
import dev.thermocline.registry.request.Given;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Versions of datasets, named by number, digest or {@code latest}. */
@RestController
@RequestMapping("/api/v1/datasets/{dataset}")
class DatasetVersionController {
  private final Datasets datasets;
  private final DatasetVersions versions;
  private final Registration registration;
  private final Uploads uploads;
  private final Jobs jobs;
  private final JobKind<PrefixOrder> kind;
  private final PageTokens tokens;

  DatasetVersionController(
      Datasets datasets,
      DatasetVersions versions,
      Registration registration,
      Uploads uploads,
      Jobs jobs,
      JobKind<PrefixOrder> kind,
      PageTokens tokens) {
    this.datasets = datasets;
    this.versions = versions;
    this.registration = registration;
    this.uploads = uploads;
    this.jobs = jobs;
    this.kind = kind;
    this.tokens = tokens;
  }

  /** What is absent stays as it is. */
  record CorrectVersionRequest(
      @Nullable List<RegisterRequest.@Nullable SplitRequest> splits,
      @Nullable String preprocessing) {}

  record VersionListResponse(
      List<DatasetVersionResponse> versions, @Nullable String nextPageToken) {}

  /**
   * 201 for a new version, 200 when the same files are one already. A prefix is read by a job: 202.
   */
  @PostMapping("/versions")
  ResponseEntity<Object> register(
      Project project,
      Caller caller,
      @PathVariable String dataset,
      @RequestBody RegisterRequest request) {
    Stated stated = request.stated();
    String from = request.from().kind();
    if ("prefix".equals(from)) {
      String key = registration.check(project, dataset, request.from().prefix(), stated);
      var order = new PrefixOrder(dataset, key, stated);
      return ResponseEntity.status(HttpStatus.ACCEPTED)
          .body(JobResponse.of(jobs.submit(project, caller, kind, order)));
    }
    Registered done;
    if ("join".equals(from)) {
      done = registration.join(project, caller, dataset, request.joined(), stated);
    } else if ("upload".equals(from)) {
      UUID upload = request.from().upload();
      if (upload == null) {
        throw ThermoclineException.invalid("'source.upload' is missing: the id of the upload.");
      }
      done = uploads.seal(uploads.get(project, dataset, upload), caller, dataset, stated);
    } else {
      throw ThermoclineException.invalid("'source.kind' is upload, prefix or join.");
    }
    return ResponseEntity.status(done.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(DatasetVersionResponse.of(done.version()));
  }

  @GetMapping("/registrations/{id}")
  JobResponse registration(Project project, @PathVariable String dataset, @PathVariable UUID id) {
    var _ = datasets.get(project, dataset);
    return JobResponse.of(jobs.get(project, PrefixOrder.KIND, id));
  }

  @DeleteMapping("/registrations/{id}")
  JobResponse cancel(Project project, @PathVariable String dataset, @PathVariable UUID id) {
    var _ = datasets.get(project, dataset);
    return JobResponse.of(jobs.cancel(project, PrefixOrder.KIND, id));
  }

  /** Newest first. */
  @GetMapping("/versions")
  VersionListResponse list(
      Project project,
      @PathVariable String dataset,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String pageToken) {
    int size = Given.limit(limit);
    String query = "versions of dataset " + dataset;
    String last = Given.after(tokens, project, query, pageToken);
    int below = last.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(last);
    Page<DatasetVersion> page =
        Page.cut(
            versions.list(project, dataset, below, size + 1),
            size,
            each -> tokens.issue(project, query, List.of(Integer.toString(each.number()))));
    return new VersionListResponse(
        page.items().stream().map(DatasetVersionResponse::of).toList(), page.nextPageToken());
  }

  @GetMapping("/versions/{version}")
  DatasetVersionResponse get(
      Project project, @PathVariable String dataset, @PathVariable String version) {
    return DatasetVersionResponse.of(versions.get(project, dataset, VersionName.parse(version)));
  }

  @PatchMapping("/versions/{version}")
  DatasetVersionResponse correct(
      Project project,
      Caller caller,
      @PathVariable String dataset,
      @PathVariable String version,
      @RequestBody CorrectVersionRequest request) {
    return DatasetVersionResponse.of(
        versions.correct(
            project,
            caller,
            dataset,
            VersionName.parse(version),
            RegisterRequest.splits(request.splits()),
            request.preprocessing()));
  }

  /** What differs between this version and another one, of this dataset or of any other. */
  @GetMapping("/versions/{version}/comparison")
  ComparisonResponse compare(
      Project project,
      @PathVariable String dataset,
      @PathVariable String version,
      @RequestParam(name = "with") String with,
      @RequestParam @Nullable String withDataset) {
    DatasetVersion from = versions.get(project, dataset, VersionName.parse(version));
    String other = withDataset == null ? dataset : withDataset;
    DatasetVersion to = versions.get(project, other, VersionName.parse(with));
    Comparison compared = versions.compare(from, to);
    return ComparisonResponse.of(compared);
  }
}
