package dev.thermocline.registry.experiment;

import org.jspecify.annotations.Nullable;

/**
 * A metric as a caller logs it: of its run, and of a model too where it names one.
 *
 * @param datasetName what the model was measured on
 */
public record LoggedMetric(
    MetricPoint point,
    @Nullable String modelId,
    @Nullable String datasetName,
    @Nullable String datasetDigest) {
  public LoggedMetric(MetricPoint point) {
    this(point, null, null, null);
  }
}
