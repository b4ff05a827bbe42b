package dev.thermocline.registry.experiment.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Batch;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.LoggedMetric;
import dev.thermocline.registry.experiment.MetricHistory;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.RunDetails;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.experiment.RunStatus;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.search.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/runs")
class RunController {
  private static final int MAX_POINTS = 25_000;

  private final Runs runs;
  private final MetricHistory history;
  private final Clock clock;

  RunController(Runs runs, MetricHistory history, Clock clock) {
    this.runs = runs;
    this.history = history;
    this.clock = clock;
  }

  record CreateRunRequest(
      @Nullable Long experiment,
      @Nullable String name,
      @Nullable Instant startedAt,
      @Nullable Map<String, @Nullable String> tags) {}

  record UpdateRunRequest(
      @Nullable RunStatus status, @Nullable Instant endedAt, @Nullable String name) {}

  record Point(@Nullable String key, @Nullable Double value, @Nullable Instant at, long step) {
    static Point of(MetricPoint point) {
      return new Point(point.key(), point.value(), point.at(), point.step());
    }

    MetricPoint point(Instant now) {
      if (key == null || value == null) {
        throw ThermoclineException.invalid("A metric has a key and a value.");
      }
      return new MetricPoint(key, value, at == null ? now : at, step);
    }
  }

  record LogRequest(
      @Nullable List<@Nullable Point> metrics,
      @Nullable Map<String, @Nullable String> params,
      @Nullable Map<String, @Nullable String> tags) {}

  record SearchRunsRequest(
      @Nullable List<Long> experiments,
      @Nullable String filter,
      @Nullable List<@Nullable String> order,
      @Nullable LifecycleView view,
      @Nullable Integer size,
      @Nullable String page) {}

  record RunResponse(
      String id,
      String experiment,
      String name,
      String user,
      RunStatus status,
      Instant startedAt,
      @Nullable Instant endedAt,
      String artifactUri,
      boolean deleted,
      List<Point> metrics,
      Map<String, String> params,
      Map<String, String> tags) {
    static RunResponse of(RunDetails details) {
      return new RunResponse(
          details.run().id().toString(),
          Long.toString(details.run().experimentId()),
          details.run().name(),
          details.run().user(),
          details.run().status(),
          details.run().startedAt(),
          details.run().endedAt(),
          details.run().artifactUri(),
          details.run().deleted(),
          details.metrics().stream().map(Point::of).toList(),
          NativeBodies.map(details.params()),
          NativeBodies.map(details.tags()));
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  RunResponse create(Project project, Caller caller, @RequestBody CreateRunRequest request) {
    if (request.experiment() == null) {
      throw ThermoclineException.invalid("Name the run's 'experiment' by its number.");
    }
    return RunResponse.of(
        runs.create(
            project,
            request.experiment(),
            request.name(),
            caller.name(),
            request.startedAt() == null ? clock.instant() : request.startedAt(),
            NativeBodies.entries(request.tags())));
  }

  @GetMapping("/{id}")
  RunResponse get(Project project, @PathVariable String id) {
    return RunResponse.of(runs.get(project, RunId.of(id)));
  }

  @PatchMapping("/{id}")
  RunResponse update(
      Project project, @PathVariable String id, @RequestBody UpdateRunRequest request) {
    runs.update(project, RunId.of(id), request.status(), request.endedAt(), request.name());
    return get(project, id);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Project project, @PathVariable String id) {
    runs.delete(project, RunId.of(id));
  }

  @PostMapping("/{id}/restore")
  RunResponse restore(Project project, @PathVariable String id) {
    runs.restore(project, RunId.of(id));
    return get(project, id);
  }

  @PostMapping("/{id}/log")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void log(Project project, @PathVariable String id, @RequestBody LogRequest request) {
    Instant now = clock.instant();
    List<LoggedMetric> metrics = new ArrayList<>();
    for (@Nullable Point point :
        request.metrics() == null ? List.<@Nullable Point>of() : request.metrics()) {
      if (point == null) {
        throw ThermoclineException.invalid("A metric has a key and a value, and null is neither.");
      }
      metrics.add(new LoggedMetric(point.point(now)));
    }
    runs.log(
        project,
        RunId.of(id),
        new Batch(
            metrics,
            NativeBodies.entries(request.params()),
            NativeBodies.entries(request.tags()),
            null));
  }

  @GetMapping("/{id}/metrics")
  NativeBodies.PageResponse<Point> history(
      Project project,
      @PathVariable String id,
      @RequestParam String key,
      @RequestParam(defaultValue = "1000") int size,
      @RequestParam(required = false) @Nullable String page) {
    if (size < 1 || size > MAX_POINTS) {
      throw ThermoclineException.invalid("'size' is from 1 to " + MAX_POINTS + ".");
    }
    Page<MetricPoint> points = history.history(project, RunId.of(id), key, size, page);
    return new NativeBodies.PageResponse<>(
        points.items().stream().map(Point::of).toList(), points.next());
  }

  @PostMapping("/search")
  NativeBodies.PageResponse<RunResponse> search(
      Project project, @RequestBody SearchRunsRequest request) {
    Page<RunDetails> found =
        runs.search(
            project,
            new RunQuery(
                request.experiments() == null ? List.of() : request.experiments(),
                TrackingFields.RUNS.filter(request.filter()),
                TrackingFields.RUNS.order(request.order() == null ? List.of() : request.order()),
                request.view() == null ? LifecycleView.ACTIVE : request.view(),
                request.size() == null ? 100 : request.size(),
                request.page()));
    return new NativeBodies.PageResponse<>(
        found.items().stream().map(RunResponse::of).toList(), found.next());
  }
}
