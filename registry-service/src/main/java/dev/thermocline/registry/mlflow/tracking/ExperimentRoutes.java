package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.ExperimentQuery;
import dev.thermocline.registry.experiment.Experiments;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.search.Page;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping({"/api/2.0/mlflow/experiments", "/ajax-api/2.0/mlflow/experiments"})
class ExperimentRoutes {
  private static final int DEFAULT_PAGE = 1000;
  private static final int MAX_PAGE = 50_000;
  private static final int MAX_EXPERIMENTS_OF_DATASETS = 20;

  private final Experiments experiments;
  private final Runs runs;

  ExperimentRoutes(Experiments experiments, Runs runs) {
    this.experiments = experiments;
    this.runs = runs;
  }

  @PostMapping("/create")
  Messages.ExperimentId create(Project project, MlflowRequest request) {
    Experiment made =
        experiments.create(
            project,
            request.requiredText("name"),
            Asked.filled(request.text("artifact_location")),
            Asked.entries(request, "tags"));
    return new Messages.ExperimentId(Long.toString(made.id()));
  }

  @GetMapping("/get")
  Messages.ExperimentAnswer get(Project project, MlflowRequest request) {
    Experiment found = experiments.get(project, Asked.experimentId(request));
    return new Messages.ExperimentAnswer(Shown.experiment(project, found));
  }

  @GetMapping("/get-by-name")
  Messages.ExperimentAnswer getByName(Project project, MlflowRequest request) {
    String name = request.requiredText("experiment_name");
    return experiments
        .findByName(project, name)
        .map(found -> new Messages.ExperimentAnswer(Shown.experiment(project, found)))
        .orElseThrow(() ->
            ThermoclineException.notFound("Could not find experiment with name '" + name + "'"));
  }

  @RequestMapping(
      path = "/search",
      method = {RequestMethod.GET, RequestMethod.POST})
  Messages.Experiments search(Project project, MlflowRequest request) {
    Page<Experiment> page =
        experiments.search(
            project,
            new ExperimentQuery(
                TrackingFields.EXPERIMENTS.filter(request.text("filter")),
                TrackingFields.EXPERIMENTS.order(request.texts("order_by")),
                Asked.view(request, "view_type"),
                Asked.limit(request, DEFAULT_PAGE, MAX_PAGE),
                Asked.filled(request.text("page_token"))));
    return new Messages.Experiments(
        orAbsent(page.items().stream().map(found -> Shown.experiment(project, found)).toList()),
        page.next());
  }

  @PostMapping("/update")
  Map<String, Object> update(Project project, MlflowRequest request) {
    experiments.rename(project, Asked.experimentId(request), request.requiredText("new_name"));
    return Messages.DONE;
  }

  @PostMapping("/delete")
  Map<String, Object> delete(Project project, MlflowRequest request) {
    experiments.delete(project, Asked.experimentId(request));
    return Messages.DONE;
  }

  @PostMapping("/restore")
  Map<String, Object> restore(Project project, MlflowRequest request) {
    experiments.restore(project, Asked.experimentId(request));
    return Messages.DONE;
  }

  @PostMapping("/set-experiment-tag")
  Map<String, Object> setTag(Project project, MlflowRequest request) {
    Entry tag = new Entry(request.requiredText("key"), request.textOrEmpty("value"));
    experiments.setTag(project, Asked.experimentId(request), tag);
    return Messages.DONE;
  }

  @PostMapping("/delete-experiment-tag")
  Map<String, Object> deleteTag(Project project, MlflowRequest request) {
    experiments.deleteTag(project, Asked.experimentId(request), request.requiredText("key"));
    return Messages.DONE;
  }

  @PostMapping("/search-datasets")
  Messages.DatasetSummaries searchDatasets(Project project, MlflowRequest request) {
    List<Long> ids = Asked.experimentIds(request);
    if (ids.isEmpty() || ids.size() > MAX_EXPERIMENTS_OF_DATASETS) {
      throw ThermoclineException.invalid(
          "SearchDatasets request must specify from 1 to "
              + MAX_EXPERIMENTS_OF_DATASETS
              + " experiment_ids. Received "
              + ids.size()
              + ".");
    }
    return new Messages.DatasetSummaries(
        orAbsent(
            runs.datasets(project, ids).stream()
                .map(found ->
                    new Messages.DatasetSummary(
                        Long.toString(found.experimentId()),
                        found.name(),
                        found.digest(),
                        found.context()))
                .toList()));
  }
}
