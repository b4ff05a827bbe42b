package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.registry.mlflow.MlflowJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's answers about tracking, field by field. */
final class Messages {
  /** The answer to a change that has nothing to tell. */
  static final Map<String, Object> DONE = Map.of();

  private Messages() {}

  @MlflowJson
  record Pair(String key, String value) {}

  @MlflowJson
  record Experiment(
      String experimentId,
      String name,
      String artifactLocation,
      String lifecycleStage,
      long lastUpdateTime,
      long creationTime,
      @Nullable List<Pair> tags,
      String workspace) {}

  @MlflowJson
  record ExperimentAnswer(Experiment experiment) {}

  @MlflowJson
  record ExperimentId(String experimentId) {}

  @MlflowJson
  record Experiments(@Nullable List<Experiment> experiments, @Nullable String nextPageToken) {}

  @MlflowJson
  record RunInfo(
      String runUuid,
      String experimentId,
      String runName,
      String userId,
      String status,
      long startTime,
      @Nullable Long endTime,
      String artifactUri,
      String lifecycleStage,
      String runId) {}

  @MlflowJson
  record Metric(
      String key,
      double value,
      long timestamp,
      long step,
      @Nullable String datasetName,
      @Nullable String datasetDigest,
      @Nullable String modelId,
      @Nullable String runId) {
    Metric(String key, double value, long timestamp, long step) {
      this(key, value, timestamp, step, null, null, null, null);
    }
  }

  @MlflowJson
  record RunData(
      @Nullable List<Metric> metrics, @Nullable List<Pair> params, @Nullable List<Pair> tags) {}

  @MlflowJson
  record Dataset(
      String name,
      String digest,
      String sourceType,
      String source,
      @Nullable String schema,
      @Nullable String profile) {}

  @MlflowJson
  record DatasetInput(@Nullable List<Pair> tags, Dataset dataset) {}

  @MlflowJson
  record ModelInput(String modelId) {}

  @MlflowJson
  record ModelOutput(String modelId, long step) {}

  @MlflowJson
  record RunInputs(
      @Nullable List<DatasetInput> datasetInputs, @Nullable List<ModelInput> modelInputs) {}

  @MlflowJson
  record RunOutputs(@Nullable List<ModelOutput> modelOutputs) {}

  @MlflowJson
  record Run(RunInfo info, RunData data, RunInputs inputs, @Nullable RunOutputs outputs) {}

  @MlflowJson
  record RunAnswer(Run run) {}

  @MlflowJson
  record RunInfoAnswer(RunInfo runInfo) {}

  @MlflowJson
  record Runs(@Nullable List<Run> runs, @Nullable String nextPageToken) {}

  @MlflowJson
  record Metrics(@Nullable List<Metric> metrics, @Nullable String nextPageToken) {}

  @MlflowJson
  record DatasetSummary(
      String experimentId, String name, String digest, @Nullable String context) {}

  @MlflowJson
  record DatasetSummaries(@Nullable List<DatasetSummary> datasetSummaries) {}

  @MlflowJson
  record ModelInfo(
      String modelId,
      String experimentId,
      String name,
      long creationTimestampMs,
      long lastUpdatedTimestampMs,
      String artifactUri,
      String status,
      String modelType,
      String sourceRunId,
      @Nullable String statusMessage,
      @Nullable List<Pair> tags) {}

  @MlflowJson
  record ModelData(@Nullable List<Pair> params, @Nullable List<Metric> metrics) {}

  @MlflowJson
  record Model(ModelInfo info, ModelData data) {}

  @MlflowJson
  record ModelAnswer(Model model) {}

  @MlflowJson
  record Models(@Nullable List<Model> models, @Nullable String nextPageToken) {}

  @MlflowJson
  record File(String path, boolean isDir, @Nullable Long fileSize) {}

  @MlflowJson
  record Files(String rootUri, @Nullable List<File> files, @Nullable String nextPageToken) {}

  static <T> @Nullable List<T> orAbsent(List<T> items) {
    return items.isEmpty() ? null : items;
  }
}
