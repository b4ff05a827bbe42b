package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.DatasetInput;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.Experiment;
import dev.thermocline.registry.experiment.LoggedModel;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.Run;
import dev.thermocline.registry.experiment.RunDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The domain as MLflow shows it. */
final class Shown {
  /** The tag under which MLflow also shows a run's name. */
  static final String RUN_NAME_TAG = "mlflow.runName";

  /** The tag of a dataset input that says what it was used for. */
  static final String CONTEXT_TAG = "mlflow.data.context";

  private Shown() {}

  static Messages.Experiment experiment(Project project, Experiment experiment) {
    List<Messages.Pair> tags = new ArrayList<>();
    experiment.tags().forEach((key, value) -> tags.add(new Messages.Pair(key, value)));
    return new Messages.Experiment(
        Long.toString(experiment.id()),
        experiment.name(),
        experiment.artifactLocation(),
        stage(experiment.deleted()),
        experiment.updatedAt().toEpochMilli(),
        experiment.createdAt().toEpochMilli(),
        orAbsent(tags),
        project.name());
  }

  static Messages.RunInfo info(Run run) {
    String id = run.id().toString();
    return new Messages.RunInfo(
        id,
        Long.toString(run.experimentId()),
        run.name(),
        run.user(),
        run.status().name(),
        run.startedAt().toEpochMilli(),
        run.endedAt() == null ? null : run.endedAt().toEpochMilli(),
        run.artifactUri(),
        stage(run.deleted()),
        id);
  }

  static Messages.Run run(RunDetails details, boolean withOutputs) {
    List<Entry> tags = new ArrayList<>(details.tags());
    tags.add(new Entry(RUN_NAME_TAG, details.run().name()));
    tags.sort(Comparator.comparing(Entry::key));
    Messages.RunData data =
        new Messages.RunData(
            orAbsent(details.metrics().stream().map(Shown::metric).toList()),
            pairs(details.params()),
            pairs(tags));
    Messages.RunInputs inputs =
        new Messages.RunInputs(
            orAbsent(details.datasets().stream().map(Shown::input).toList()),
            orAbsent(
                details.modelInputs().stream()
                    .map(link -> new Messages.ModelInput(link.modelId()))
                    .toList()));
    Messages.RunOutputs outputs =
        new Messages.RunOutputs(
            orAbsent(
                details.modelOutputs().stream()
                    .map(link -> new Messages.ModelOutput(link.modelId(), link.step()))
                    .toList()));
    return new Messages.Run(info(details.run()), data, inputs, withOutputs ? outputs : null);
  }

  static Messages.Metric metric(MetricPoint point) {
    return new Messages.Metric(point.key(), point.value(), point.at().toEpochMilli(), point.step());
  }

  static Messages.Model model(LoggedModel model) {
    return new Messages.Model(
        new Messages.ModelInfo(
            model.id(),
            Long.toString(model.experimentId()),
            model.name(),
            model.createdAt().toEpochMilli(),
            model.updatedAt().toEpochMilli(),
            model.artifactLocation(),
            "LOGGED_MODEL_" + model.status(),
            model.modelType(),
            model.sourceRunId(),
            model.statusMessage(),
            pairs(model.tags())),
        new Messages.ModelData(
            pairs(model.params()),
            orAbsent(
                model.metrics().stream().map(metric -> measured(model.id(), metric)).toList())));
  }

  private static Messages.Metric measured(String model, LoggedModel.ModelMetric metric) {
    MetricPoint point = metric.point();
    return new Messages.Metric(
        point.key(),
        point.value(),
        point.at().toEpochMilli(),
        point.step(),
        metric.datasetName(),
        metric.datasetDigest(),
        model,
        metric.runId().toString());
  }

  private static Messages.DatasetInput input(DatasetInput input) {
    List<Messages.Pair> tags = new ArrayList<>();
    if (input.context() != null) {
      tags.add(new Messages.Pair(CONTEXT_TAG, input.context()));
    }
    input.tags().forEach(tag -> tags.add(new Messages.Pair(tag.key(), tag.value())));
    return new Messages.DatasetInput(
        orAbsent(tags),
        new Messages.Dataset(
            input.dataset().name(),
            input.dataset().digest(),
            input.dataset().sourceType(),
            input.dataset().source(),
            input.dataset().schema(),
            input.dataset().profile()));
  }

  private static @Nullable List<Messages.Pair> pairs(List<Entry> entries) {
    return orAbsent(
        entries.stream().map(entry -> new Messages.Pair(entry.key(), entry.value())).toList());
  }

  private static String stage(boolean deleted) {
    return deleted ? "deleted" : "active";
  }
}
