package dev.thermocline.features.join;

import dev.thermocline.features.join.JoinReport.Column;
import java.util.List;
import java.util.Map;

/**
 * What the registry is told of a training set.
 *
 * @param prefix where its files lie, ending in a slash
 * @param snapshots the entry of each view's history that was read
 * @param rowsDigest of all rows whatever their order
 */
public record TrainingSetContent(
    String prefix,
    String file,
    long size,
    String sha256,
    long rows,
    String rowsDigest,
    List<Column> schema,
    Map<String, Long> snapshots,
    String requestedBy) {
  public TrainingSetContent {
    schema = List.copyOf(schema);
    snapshots = Map.copyOf(snapshots);
  }
}
