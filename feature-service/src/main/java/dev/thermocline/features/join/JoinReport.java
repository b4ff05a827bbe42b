package dev.thermocline.features.join;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a join made.
 *
 * @param digest of all rows whatever their order: equal for every run of the same join
 * @param sha256 of the file
 */
public record JoinReport(
    String path,
    long rows,
    long size,
    String digest,
    String sha256,
    Map<String, Long> snapshots,
    List<View> views) {
  public JoinReport {
    snapshots = Map.copyOf(snapshots);
    views = List.copyOf(views);
  }

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
