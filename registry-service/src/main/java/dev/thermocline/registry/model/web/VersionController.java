package dev.thermocline.registry.model.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.model.FrozenStore;
import dev.thermocline.registry.model.Manifest;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.model.Stage;
import dev.thermocline.registry.model.StageMove;
import dev.thermocline.registry.model.Stages;
import dev.thermocline.registry.model.VersionRef;
import dev.thermocline.registry.model.VersionRegistration;
import dev.thermocline.registry.request.Given;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

/** Versions, named by number, label or {@code @alias}. */
@RestController
@RequestMapping("/api/v1/models/{model}/versions")
class VersionController {
  private final ModelVersions versions;
  private final VersionRegistration registration;
  private final Stages stages;
  private final FrozenStore files;
  private final PageTokens tokens;

  VersionController(
      ModelVersions versions,
      VersionRegistration registration,
      Stages stages,
      FrozenStore files,
      PageTokens tokens) {
    this.registration = registration;
    this.stages = stages;
    this.tokens = tokens;
    this.versions = versions;
    this.files = files;
  }

  record CreateVersionRequest(
      @Nullable String source,
      @Nullable String runId,
      @Nullable String runLink,
      @Nullable String loggedModelId,
      @Nullable String label,
      @Nullable String description,
      @Nullable Map<String, String> tags) {}

  /** What is absent stays as it is; an empty label is taken away. */
  record ChangeVersionRequest(
      @Nullable String label,
      @Nullable String description,
      @Nullable Map<String, @Nullable String> tags) {}

  record StageRequest(
      @Nullable String stage, @Nullable Boolean archiveExisting, @Nullable String reason) {}

  record VersionListResponse(List<VersionResponse> versions, @Nullable String nextPageToken) {}

  record StageMoveResponse(
      String version,
      long revision,
      String from,
      String to,
      Instant at,
      String by,
      @Nullable String reason) {}

  record StageHistoryResponse(List<StageMoveResponse> moves) {}

  /** 201 when the version is READY; 202 while its files are still being copied. */
  @PostMapping
  ResponseEntity<VersionResponse> create(
      Project project,
      Caller caller,
      @PathVariable String model,
      @RequestBody CreateVersionRequest request) {
    ModelVersion made =
        registration.register(
            project,
            caller,
            model,
            new VersionRegistration.NewVersion(
                request.source(),
                request.runId(),
                request.runLink(),
                request.loggedModelId(),
                request.label(),
                request.description(),
                Given.tags(request.tags())));
    return ResponseEntity.status(made.isReady() ? HttpStatus.CREATED : HttpStatus.ACCEPTED)
        .body(VersionResponse.of(made));
  }

  @GetMapping
  VersionListResponse list(Project project, @PathVariable String model, Asked asked) {
    String list = "versions of " + model;
    Search search = asked.search(tokens, project, list, Search.VERSIONS);
    Search.Page<ModelVersion> page = versions.ofModel(project, model, search);
    return new VersionListResponse(
        page.items().stream().map(VersionResponse::of).toList(),
        asked.next(tokens, project, list, page.next()));
  }

  @GetMapping("/{version}")
  VersionResponse get(Project project, @PathVariable String model, @PathVariable String version) {
    return VersionResponse.of(versions.get(project, model, VersionRef.parse(version)));
  }

  @PatchMapping("/{version}")
  VersionResponse change(
      Project project,
      Caller caller,
      @PathVariable String model,
      @PathVariable String version,
      @RequestBody ChangeVersionRequest request) {
    ModelVersion found = versions.get(project, model, VersionRef.parse(version));
    VersionRef ref = new VersionRef.ByNumber(found.number());
    if (request.label() != null) {
      String label = request.label().isEmpty() ? null : request.label();
      versions.label(project, caller, model, ref, label);
    }
    if (request.description() != null) {
      versions.describe(project, caller, model, ref, request.description());
    }
    Given.each(
        request.tags(),
        (key, value) -> versions.setTag(project, caller, model, ref, key, value),
        key -> versions.deleteTag(project, caller, model, ref, key));
    return VersionResponse.of(versions.get(project, model, ref));
  }

  @DeleteMapping("/{version}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      Project project, Caller caller, @PathVariable String model, @PathVariable String version) {
    versions.delete(project, caller, model, VersionRef.parse(version));
  }

  @PutMapping("/{version}/stage")
  VersionResponse move(
      Project project,
      Caller caller,
      @PathVariable String model,
      @PathVariable String version,
      @RequestBody StageRequest request) {
    return VersionResponse.of(
        stages.move(
            project,
            caller,
            model,
            VersionRef.parse(version),
            Stage.of(request.stage()),
            Boolean.TRUE.equals(request.archiveExisting()),
            request.reason()));
  }

  @GetMapping("/{version}/stage/history")
  StageHistoryResponse stages(
      Project project,
      @PathVariable String model,
      @PathVariable String version,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable Long before) {
    List<StageMove> moves =
        stages.history(
            project,
            model,
            VersionRef.parse(version),
            Given.limit(limit),
            before == null ? Long.MAX_VALUE : before);
    return new StageHistoryResponse(
        moves.stream()
            .map(move ->
                new StageMoveResponse(
                    Integer.toString(move.number()),
                    move.revision(),
                    move.from().word(),
                    move.to().word(),
                    move.at(),
                    move.by(),
                    move.reason()))
            .toList());
  }

  /** The frozen files with their digests. */
  @GetMapping("/{version}/manifest")
  Manifest manifest(Project project, @PathVariable String model, @PathVariable String version) {
    ModelVersion found = versions.get(project, model, VersionRef.parse(version));
    return versions
        .frozenPrefix(found)
        .flatMap(files::manifest)
        .orElseThrow(() -> versions.noFiles(found));
  }
}
