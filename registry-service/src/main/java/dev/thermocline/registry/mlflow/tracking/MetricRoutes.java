package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.MetricHistory;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.search.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping({"/api/2.0/mlflow/metrics", "/ajax-api/2.0/mlflow/metrics"})
class MetricRoutes {
  /** What a history without a limit holds at most; a client that asks for pages gets the rest. */
  private static final int MAX_HISTORY = 1_000_000;

  private static final int MAX_PER_RUN = 2500;
  private static final int MAX_RUNS = 100;
  private static final int MAX_BULK = 25_000;

  private final MetricHistory history;

  MetricRoutes(MetricHistory history) {
    this.history = history;
  }

  @GetMapping("/get-history")
  Messages.Metrics getHistory(Project project, MlflowRequest request) {
    String run = request.requiredText("run_id", "run_uuid");
    String key = request.requiredText("metric_key");
    int limit = Asked.limit(request, MAX_HISTORY, Integer.MAX_VALUE - 1);
    Optional<RunId> id = RunId.find(run);
    if (id.isEmpty()) {
      return new Messages.Metrics(null, null);
    }
    Page<MetricPoint> page =
        history.history(
            project,
            id.get(),
            key,
            Math.min(limit, MAX_HISTORY),
            Asked.filled(request.text("page_token")));
    return new Messages.Metrics(
        orAbsent(page.items().stream().map(Shown::metric).toList()), page.next());
  }

  @GetMapping("/get-history-bulk-interval")
  Messages.Metrics getInterval(Project project, MlflowRequest request) {
    List<String> runs = request.texts("run_ids");
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw ThermoclineException.invalid(
          "GetMetricHistoryBulkInterval request must specify from 1 to "
              + MAX_RUNS
              + " run_ids. Received "
              + runs.size()
              + " run_ids.");
    }
    String key = request.requiredText("metric_key");
    int limit = Asked.limit(request, MAX_PER_RUN, MAX_PER_RUN);
    MetricHistory.Steps steps = steps(request);
    List<Messages.Metric> found = new ArrayList<>();
    for (String run : runs) {
      RunId.find(run)
          .ifPresent(id -> history.sample(project, id, key, limit, steps).forEach(add(found, run)));
    }
    return new Messages.Metrics(orAbsent(found), null);
  }

  /** What the older web page asks for. */
  @GetMapping("/get-history-bulk")
  Messages.Metrics getBulk(Project project, MlflowRequest request) {
    List<String> runs = request.texts("run_id");
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw ThermoclineException.invalid(
          "GetMetricHistoryBulk request must specify from 1 to " + MAX_RUNS + " run_id.");
    }
    String key = request.requiredText("metric_key");
    int limit = Asked.limit(request, MAX_BULK, MAX_BULK);
    List<Messages.Metric> found = new ArrayList<>();
    for (String run : runs.stream().sorted().toList()) {
      if (found.size() < limit) {
        RunId.find(run)
            .ifPresent(id ->
                history
                    .history(project, id, key, limit - found.size(), null)
                    .items()
                    .forEach(add(found, run)));
      }
    }
    return new Messages.Metrics(orAbsent(found), null);
  }

  private static java.util.function.Consumer<MetricPoint> add(
      List<Messages.Metric> found, String run) {
    return point ->
        found.add(
            new Messages.Metric(
                point.key(),
                point.value(),
                point.at().toEpochMilli(),
                point.step(),
                null,
                null,
                null,
                run));
  }

  private static MetricHistory.@Nullable Steps steps(MlflowRequest request) {
    Long from = request.whole("start_step");
    Long to = request.whole("end_step");
    if (from == null && to == null) {
      return null;
    }
    if (from == null || to == null) {
      throw ThermoclineException.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (from > to) {
      throw ThermoclineException.invalid(
          "end_step must be greater than start_step. Found start_step="
              + from
              + " and end_step="
              + to
              + ".");
    }
    return new MetricHistory.Steps(from, to);
  }
}
