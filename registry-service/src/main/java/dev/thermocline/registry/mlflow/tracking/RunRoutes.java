package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
import dev.thermocline.registry.experiment.RunQuery;
import dev.thermocline.registry.experiment.RunStatus;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.search.Page;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs as such; what is logged to them is in {@link LogRoutes}. */
@RestController
@RequestMapping({"/api/2.0/mlflow/runs", "/ajax-api/2.0/mlflow/runs"})
class RunRoutes {
  private static final int DEFAULT_PAGE = 1000;
  private static final Map<String, RunStatus> STATUSES =
      Arrays.stream(RunStatus.values()).collect(Collectors.toMap(RunStatus::name, s -> s));
  private static final Map<Integer, RunStatus> STATUS_NUMBERS =
      Map.of(
          1, RunStatus.RUNNING,
          2, RunStatus.SCHEDULED,
          3, RunStatus.FINISHED,
          4, RunStatus.FAILED,
          5, RunStatus.KILLED);

  private final Runs runs;

  RunRoutes(Runs runs) {
    this.runs = runs;
  }

  @PostMapping("/create")
  Messages.RunAnswer create(Project project, MlflowRequest request) {
    String experiment = Asked.filled(request.text("experiment_id"));
    List<Entry> tags = Asked.entries(request, "tags");
    String name = Asked.filled(request.text("run_name"));
    String tagged = Asked.runName(tags);
    if (name != null && tagged != null && !name.equals(tagged)) {
      throw ThermoclineException.invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different"
              + " values (run_name='"
              + name
              + "', mlflow.runName='"
              + tagged
              + "').");
    }
    Long start = request.whole("start_time");
    RunDetails made =
        runs.create(
            project,
            experiment == null ? Experiment.DEFAULT_ID : Asked.experimentId(experiment),
            name == null ? tagged : name,
            request.textOrEmpty("user_id"),
            Instant.ofEpochMilli(start == null ? 0 : start),
            Asked.withoutRunName(tags));
    return new Messages.RunAnswer(Shown.run(made, false));
  }

  @GetMapping("/get")
  Messages.RunAnswer get(Project project, MlflowRequest request) {
    return new Messages.RunAnswer(Shown.run(runs.get(project, Asked.runId(request)), true));
  }

  @PostMapping("/update")
  Messages.RunInfoAnswer update(Project project, MlflowRequest request) {
    Long end = request.whole("end_time");
    Run changed =
        runs.update(
            project,
            Asked.runId(request),
            request.choice("status", STATUSES, STATUS_NUMBERS),
            end == null ? null : Instant.ofEpochMilli(end),
            request.text("run_name"));
    return new Messages.RunInfoAnswer(Shown.info(changed));
  }

  @PostMapping("/delete")
  Map<String, Object> delete(Project project, MlflowRequest request) {
    runs.delete(project, Asked.runId(request));
    return Messages.DONE;
  }

  @PostMapping("/restore")
  Map<String, Object> restore(Project project, MlflowRequest request) {
    runs.restore(project, Asked.runId(request));
    return Messages.DONE;
  }

  @PostMapping("/search")
  Messages.Runs search(Project project, MlflowRequest request) {
    Page<RunDetails> page =
        runs.search(
            project,
            new RunQuery(
                Asked.experimentIds(request),
                Asked.aboutNames(TrackingFields.RUNS.filter(request.text("filter"))),
                Asked.ordersByNames(TrackingFields.RUNS.order(request.texts("order_by"))),
                Asked.view(request, "run_view_type"),
                Asked.limit(request, DEFAULT_PAGE, Runs.MAX_PAGE),
                Asked.filled(request.text("page_token"))));
    return new Messages.Runs(
        orAbsent(page.items().stream().map(found -> Shown.run(found, true)).toList()), page.next());
  }
}
