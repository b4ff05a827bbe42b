package dev.thermocline.registry.dataset.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.Page;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.dataset.Dataset;
import dev.thermocline.registry.dataset.Datasets;
import dev.thermocline.registry.dataset.Zone;
import dev.thermocline.registry.request.Given;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue of datasets. */
@RestController
@RequestMapping("/api/v1/datasets")
class DatasetController {
  private final Datasets datasets;
  private final PageTokens tokens;

  DatasetController(Datasets datasets, PageTokens tokens) {
    this.datasets = datasets;
    this.tokens = tokens;
  }

  record CreateDatasetRequest(
      @Nullable String name,
      @Nullable String zone,
      @Nullable String description,
      @Nullable String licence,
      @Nullable String citation,
      @Nullable Map<String, String> tags) {}

  /** What is absent stays as it is; an empty text is taken away; tags are replaced whole. */
  record DescribeDatasetRequest(
      @Nullable String description,
      @Nullable String licence,
      @Nullable String citation,
      @Nullable Map<String, String> tags) {}

  record DatasetListResponse(List<DatasetResponse> datasets, @Nullable String nextPageToken) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  DatasetResponse create(
      Project project, Caller caller, @RequestBody CreateDatasetRequest request) {
    return DatasetResponse.of(
        datasets.create(
            project,
            caller,
            request.name(),
            Zone.of(request.zone()),
            new Dataset.About(
                request.description(),
                request.licence(),
                request.citation(),
                Given.tags(request.tags()))));
  }

  @GetMapping
  DatasetListResponse list(
      Project project,
      @RequestParam @Nullable String zone,
      @RequestParam @Nullable String search,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String pageToken) {
    int size = Given.limit(limit);
    String query = "datasets\n" + zone + "\n" + search;
    List<Dataset> found =
        datasets.list(
            project,
            zone == null ? null : Zone.of(zone),
            search,
            Given.after(tokens, project, query, pageToken),
            size + 1);
    Page<Dataset> page =
        Page.cut(found, size, last -> tokens.issue(project, query, List.of(last.name())));
    return new DatasetListResponse(
        page.items().stream().map(DatasetResponse::of).toList(), page.nextPageToken());
  }

  @GetMapping("/{name}")
  DatasetResponse get(Project project, @PathVariable String name) {
    return DatasetResponse.of(datasets.get(project, name));
  }

  @PatchMapping("/{name}")
  DatasetResponse describe(
      Project project,
      Caller caller,
      @PathVariable String name,
      @RequestBody DescribeDatasetRequest request) {
    Dataset.About known = datasets.get(project, name).about();
    return DatasetResponse.of(
        datasets.describe(
            project,
            caller,
            name,
            new Dataset.About(
                changed(request.description(), known.description()),
                changed(request.licence(), known.licence()),
                changed(request.citation(), known.citation()),
                request.tags() == null ? known.tags() : Given.tags(request.tags()))));
  }

  private static @Nullable String changed(@Nullable String asked, @Nullable String known) {
    if (asked == null) {
      return known;
    }
    return asked.isEmpty() ? null : asked;
  }
}
