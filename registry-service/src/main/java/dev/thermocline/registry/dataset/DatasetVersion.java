package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One content of a dataset. Its files never change; splits and preprocessing may be corrected.
 *
 * @param digest over all files, see {@link Contents#digest}
 * @param rowsDigest of all rows whatever their order, where somebody computed it
 * @param location {@code s3://bucket/folder/} of the files
 */
public record DatasetVersion(
    Project project,
    UUID datasetId,
    String dataset,
    int number,
    String digest,
    @Nullable String rowsDigest,
    String location,
    Origin origin,
    @Nullable String joinId,
    int files,
    long bytes,
    @Nullable Long rows,
    @Nullable List<Column> columns,
    List<Split> splits,
    @Nullable String preprocessing,
    List<UsedSnapshot> snapshots,
    Instant createdAt,
    String createdBy) {
  private static final int MLFLOW_DIGEST = 32;

  /** What a run logs through MLflow, whose digests are shorter. */
  public String mlflowDigest() {
    return digest.substring(0, MLFLOW_DIGEST);
  }

  DatasetVersion corrected(List<Split> newSplits, @Nullable String newPreprocessing) {
    return new DatasetVersion(
        project,
        datasetId,
        dataset,
        number,
        digest,
        rowsDigest,
        location,
        origin,
        joinId,
        files,
        bytes,
        rows,
        columns,
        newSplits,
        newPreprocessing,
        snapshots,
        createdAt,
        createdBy);
  }

  /** As people and errors name it. */
  public String display() {
    return dataset + "/" + number;
  }
}
