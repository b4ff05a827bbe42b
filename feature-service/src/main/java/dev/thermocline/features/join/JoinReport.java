package dev.thermocline.features.join;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a join made.
 *
 * @param digest of all rows whatever their order: equal for every run of the same join
 * @param sha256 of the file
 * @param schema its columns, in their order
 * @param dataset what it became in the registry; absent where that did not answer in time
 */
public record JoinReport(
    String path,
    long rows,
    long size,
    String digest,
    String sha256,
    List<Column> schema,
    Map<String, Long> snapshots,
    List<View> views,
    @Nullable Dataset dataset) {
  public JoinReport {
    snapshots = Map.copyOf(snapshots);
    views = List.copyOf(views);
    schema = List.copyOf(schema);
  }

  /** A version of a dataset. */
  public record Dataset(
      String name, String version, String digest, String mlflowDigest, String location) {}

  JoinReport as(Dataset made) {
    return new JoinReport(path, rows, size, digest, sha256, schema, snapshots, views, made);
  }

  /** A column and its type, in words of the platform. */
  public record Column(String name, String type) {}

  /**
   * How one view fared.
   *
   * @param createdTime whether the view has created times, so that nothing that came late could
   *     leak
   * @param leaking entity rows to which Feast's looser semantics give another row than the exact
   *     ones; absent where nobody asked
   */
  public record View(
      String view, long found, long expired, boolean createdTime, @Nullable Long leaking) {}
}
