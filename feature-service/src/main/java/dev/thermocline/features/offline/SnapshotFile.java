package dev.thermocline.features.offline;

import dev.thermocline.cold.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet file of a snapshot. It never changes.
 *
 * @param sha256 lower-case hex; null for a file registered in place that was not read whole yet
 * @param leastEvent microseconds of UTC, as are the other times
 * @param greatestAvailable the last moment at which one of its rows became known
 */
public record SnapshotFile(
    String bucket,
    String key,
    long rows,
    long size,
    @Nullable String sha256,
    String etag,
    long leastEvent,
    long greatestEvent,
    long leastAvailable,
    long greatestAvailable) {
  /** Of one that we wrote. */
  public static SnapshotFile of(StoredObject stored, RowFiles.FileRange range) {
    return new SnapshotFile(
        stored.address().bucket(),
        stored.address().key(),
        range.rows(),
        stored.size(),
        stored.sha256(),
        stored.etag(),
        range.leastEvent(),
        range.greatestEvent(),
        range.leastAvailable(),
        range.greatestAvailable());
  }
}
