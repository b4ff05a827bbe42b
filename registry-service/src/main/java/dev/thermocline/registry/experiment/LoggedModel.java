package dev.thermocline.registry.experiment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as a run left it, before anybody registers it.
 *
 * @param id {@code m-} and 32 hexadecimal digits
 * @param metrics every point that was logged for it
 */
public record LoggedModel(
    String id,
    long experimentId,
    String name,
    String artifactLocation,
    String modelType,
    String sourceRunId,
    Status status,
    @Nullable String statusMessage,
    Instant createdAt,
    Instant updatedAt,
    List<Entry> params,
    List<Entry> tags,
    List<ModelMetric> metrics) {
  /** How far the upload of its files got. */
  public enum Status {
    PENDING,
    READY,
    UPLOAD_FAILED
  }

  /** A metric of a model, and the run that measured it. */
  public record ModelMetric(
      MetricPoint point,
      RunId runId,
      @Nullable String datasetName,
      @Nullable String datasetDigest) {}
}
