package dev.thermocline.registry.mlflow.tracking;

/** The types that the page's queries name. */
final class GraphqlTypes {
  private static final GraphqlType ERROR =
      GraphqlType.named("ApiError").texts("code", "message", "helpUrl");

  private static final GraphqlType EXPERIMENT =
      GraphqlType.named("MlflowExperiment")
          .texts("experimentId", "name", "artifactLocation", "lifecycleStage", "workspace")
          .texts("effectiveTraceArchivalRetention")
          .longs("lastUpdateTime", "creationTime")
          .list("tags", pair("MlflowExperimentTag"));

  private static final GraphqlType INFO =
      GraphqlType.named("MlflowRunInfo")
          .texts("runId", "runUuid", "runName", "experimentId", "userId", "status")
          .texts("artifactUri", "lifecycleStage")
          .longs("startTime", "endTime");

  private static final GraphqlType METRIC =
      GraphqlType.named("MlflowMetricExtension")
          .texts("key", "datasetName", "datasetDigest", "modelId", "runId")
          .number("value")
          .longs("timestamp", "step");

  private static final GraphqlType DATA =
      GraphqlType.named("MlflowRunData")
          .list("metrics", METRIC)
          .list("params", pair("MlflowParam"))
          .list("tags", pair("MlflowRunTag"));

  private static final GraphqlType INPUTS =
      GraphqlType.named("MlflowRunInputs")
          .list(
              "datasetInputs",
              GraphqlType.named("MlflowDatasetInput")
                  .list("tags", pair("MlflowInputTag"))
                  .object(
                      "dataset",
                      GraphqlType.named("MlflowDataset")
                          .texts("name", "digest", "sourceType", "source", "schema", "profile")))
          .list("modelInputs", GraphqlType.named("MlflowModelInput").texts("modelId"));

  private static final GraphqlType OUTPUTS =
      GraphqlType.named("MlflowRunOutputs")
          .list(
              "modelOutputs",
              GraphqlType.named("MlflowModelOutput").texts("modelId").longs("step"));

  private static final GraphqlType VERSION =
      GraphqlType.named("MlflowModelVersion")
          .texts("name", "version", "status", "source")
          .longs("creationTimestamp");

  private static final GraphqlType RUN =
      GraphqlType.named("MlflowRunExtension")
          .object("info", INFO)
          .object("data", DATA)
          .object("inputs", INPUTS)
          .object("outputs", OUTPUTS)
          .object("experiment", EXPERIMENT)
          .list("modelVersions", VERSION);

  static final GraphqlType GET_EXPERIMENT =
      answer("MlflowGetExperimentResponse").object("experiment", EXPERIMENT);

  static final GraphqlType GET_RUN = answer("MlflowGetRunResponse").object("run", RUN);

  static final GraphqlType SEARCH_RUNS =
      answer("MlflowSearchRunsResponse").list("runs", RUN).texts("nextPageToken");

  static final GraphqlType METRIC_HISTORY =
      answer("MlflowGetMetricHistoryBulkIntervalResponse")
          .list(
              "metrics",
              GraphqlType.named("MlflowMetricWithRunId")
                  .texts("key", "runId")
                  .number("value")
                  .longs("timestamp", "step"));

  private GraphqlTypes() {}

  private static GraphqlType answer(String name) {
    return GraphqlType.named(name).object("apiError", ERROR);
  }

  private static GraphqlType pair(String name) {
    return GraphqlType.named(name).texts("key", "value");
  }
}
