package dev.thermocline.features.join;

import dev.thermocline.features.offline.RowFiles.Format;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A join with everything settled that could change while it waits: its columns, and the snapshot of
 * each view that it reads.
 *
 * @param bucket where the entity rows lie, with {@code key}; absent where a range stands for them
 * @param from with {@code to} the range of moments, in microseconds, that stands for entity rows
 * @param dataset whose next version the result becomes
 * @param keep whether the files stay beyond their time
 * @param snapshots the entry of each view's history that the join sees
 */
public record JoinRequest(
    @Nullable String bucket,
    @Nullable String key,
    @Nullable Long from,
    @Nullable Long to,
    Format format,
    String eventTime,
    List<Column> columns,
    List<Computed> expressions,
    Map<String, Long> snapshots,
    boolean loose,
    boolean leakage,
    @Nullable String dataset,
    boolean keep) {
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
