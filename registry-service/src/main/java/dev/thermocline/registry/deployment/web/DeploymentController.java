package dev.thermocline.registry.deployment.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.deployment.Deployment;
import dev.thermocline.registry.deployment.DeploymentHistory;
import dev.thermocline.registry.deployment.DeploymentRevision;
import dev.thermocline.registry.deployment.DeploymentRollback;
import dev.thermocline.registry.deployment.DeploymentSpec;
import dev.thermocline.registry.deployment.Deployments;
import dev.thermocline.registry.deployment.Resolution;
import dev.thermocline.registry.deployment.Resolved;
import dev.thermocline.registry.deployment.Routing;
import dev.thermocline.registry.deployment.web.HistoryResponse.ResolutionListResponse;
import dev.thermocline.registry.deployment.web.HistoryResponse.RevisionListResponse;
import dev.thermocline.registry.request.Given;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Deployments and their history. Changes may wait until every gateway serves them. */
@RestController
@RequestMapping("/api/v1/deployments")
class DeploymentController {
  private static final int USUAL_WAIT = 30;
  private static final String LIST = "deployments";
  private static final int LONGEST_WAIT = 60;

  private final Deployments deployments;
  private final DeploymentRollback rollback;
  private final DeploymentHistory history;
  private final Routing routing;
  private final PageTokens tokens;

  DeploymentController(
      Deployments deployments,
      DeploymentRollback rollback,
      DeploymentHistory history,
      Routing routing,
      PageTokens tokens) {
    this.deployments = deployments;
    this.rollback = rollback;
    this.history = history;
    this.routing = routing;
    this.tokens = tokens;
  }

  record DeploymentListResponse(
      List<DeploymentResponse> deployments, @Nullable String nextPageToken) {}

  record RollBackRequest(
      @Nullable Integer toRevision, @Nullable Boolean force, @Nullable String reason) {}

  @GetMapping
  DeploymentListResponse list(
      Project project,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String pageToken) {
    int page = Given.limit(limit);
    List<Deployment> found =
        deployments.list(project, page + 1, Given.after(tokens, project, LIST, pageToken));
    boolean more = found.size() > page;
    List<Deployment> shown = more ? found.subList(0, page) : found;
    var versions = routing.versionsOf(shown);
    return new DeploymentListResponse(
        shown.stream().map(each -> DeploymentResponse.of(each, versions, null)).toList(),
        more ? tokens.issue(project, LIST, List.of(shown.getLast().name())) : null);
  }

  @GetMapping("/{name}")
  DeploymentResponse get(Project project, @PathVariable String name) {
    return response(deployments.get(project, name), null);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  DeploymentResponse create(
      Project project,
      Caller caller,
      @RequestBody SpecRequest request,
      @RequestParam @Nullable String wait,
      @RequestParam @Nullable Integer waitSeconds) {
    Duration longest = longest(wait, waitSeconds);
    Deployments.Change asked = request.change();
    var change =
        new Deployments.Change(asked.spec(), asked.isDefault(), 0, asked.force(), asked.reason());
    return response(deployments.put(project, caller, request.name(), change), longest);
  }

  @PutMapping("/{name}")
  DeploymentResponse put(
      Project project,
      Caller caller,
      @PathVariable String name,
      @RequestBody SpecRequest request,
      @RequestParam @Nullable String wait,
      @RequestParam @Nullable Integer waitSeconds) {
    if (request.name() != null && !request.name().equals(name)) {
      throw ThermoclineException.invalid(
          "The body names the deployment '" + request.name() + "' and the path '" + name + "'.");
    }
    Duration longest = longest(wait, waitSeconds);
    return response(deployments.put(project, caller, name, request.change()), longest);
  }

  @PostMapping("/{name}/rollback")
  DeploymentResponse rollBack(
      Project project,
      Caller caller,
      @PathVariable String name,
      @RequestBody(required = false) @Nullable RollBackRequest request,
      @RequestParam @Nullable String wait,
      @RequestParam @Nullable Integer waitSeconds) {
    Duration longest = longest(wait, waitSeconds);
    var asked = request == null ? new RollBackRequest(null, null, null) : request;
    return response(
        rollback.rollBack(
            project,
            caller,
            name,
            asked.toRevision(),
            Boolean.TRUE.equals(asked.force()),
            asked.reason()),
        longest);
  }

  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      Project project,
      Caller caller,
      @PathVariable String name,
      @RequestParam @Nullable String reason) {
    deployments.delete(project, caller, name, reason);
  }

  /** Every spec that it had, newest first. */
  @GetMapping("/{name}/revisions")
  RevisionListResponse revisions(
      Project project,
      @PathVariable String name,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable Integer before) {
    List<DeploymentRevision> found =
        history.revisions(
            project, name, Given.limit(limit), before == null ? Integer.MAX_VALUE : before);
    Map<UUID, String> names =
        history.modelNames(
            project,
            found.stream()
                .flatMap(revision -> revision.spec().targets().stream())
                .map(DeploymentSpec.Target::modelId)
                .collect(Collectors.toSet()));
    return new RevisionListResponse(
        found.stream().map(each -> HistoryResponse.Revision.of(each, names)).toList());
  }

  /** What its aliases meant, newest first. */
  @GetMapping("/{name}/resolutions")
  ResolutionListResponse resolutions(
      Project project,
      @PathVariable String name,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable Long before) {
    List<Resolution> found =
        history.resolutions(
            project, name, Given.limit(limit), before == null ? Long.MAX_VALUE : before);
    Map<UUID, String> names =
        history.modelNames(
            project,
            found.stream()
                .flatMap(each -> each.resolved().versions().stream())
                .map(Resolved.Version::modelId)
                .collect(Collectors.toSet()));
    return new ResolutionListResponse(
        found.stream().map(each -> HistoryResponse.ResolutionEntry.of(each, names)).toList());
  }

  /** How far its present routing revision got; waits for it where asked to. */
  @GetMapping("/{name}/served")
  Routing.Served served(
      Project project,
      @PathVariable String name,
      @RequestParam @Nullable String wait,
      @RequestParam @Nullable Integer waitSeconds) {
    Duration longest = longest(wait, waitSeconds);
    return routing.awaitServed(
        deployments.get(project, name), longest == null ? Duration.ZERO : longest);
  }

  private DeploymentResponse response(Deployment deployment, @Nullable Duration longest) {
    return DeploymentResponse.of(
        deployment,
        routing.versionsOf(List.of(deployment)),
        longest == null ? null : routing.awaitServed(deployment, longest));
  }

  /**
   * How long to wait, if at all.
   *
   * @param wait {@code served}, to be answered once every live gateway serves the change
   * @param seconds how long at most; then those that do not yet are named
   */
  private static @Nullable Duration longest(@Nullable String wait, @Nullable Integer seconds) {
    if (wait == null) {
      return null;
    }
    int given = seconds == null ? USUAL_WAIT : seconds;
    if (!wait.equals("served") || given < 1 || given > LONGEST_WAIT) {
      throw ThermoclineException.invalid(
          "'wait' is 'served', and 'waitSeconds' is between 1 and " + LONGEST_WAIT + ".");
    }
    return Duration.ofSeconds(given);
  }
}
