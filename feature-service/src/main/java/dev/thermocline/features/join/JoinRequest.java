package dev.thermocline.features.join;

import dev.thermocline.features.offline.RowFiles.Format;
import java.util.List;
import java.util.Map;

/**
 * A join with everything settled that could change while it waits: its columns, and the snapshot of
 * each view that it reads.
 *
 * @param bucket where the entity rows lie, with {@code key}
 * @param snapshots the entry of each view's history that the join sees
 */
public record JoinRequest(
    String bucket,
    String key,
    Format format,
    String eventTime,
    List<Column> columns,
    List<Computed> expressions,
    Map<String, Long> snapshots,
    boolean loose,
    boolean leakage) {
  public JoinRequest {
    columns = List.copyOf(columns);
    expressions = List.copyOf(expressions);
    snapshots = Map.copyOf(snapshots);
  }

  /** A feature and the name of its column in the result. */
  public record Column(String view, String feature, String name) {}

  /** An expression and the name of its column in the result. */
  public record Computed(String name, String expression) {}
}
