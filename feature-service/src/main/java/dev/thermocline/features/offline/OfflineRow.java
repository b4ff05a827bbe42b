package dev.thermocline.features.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a view. Values are Boolean, Integer, Long, Float, Double, String, byte[] or a List of
 * those; timestamps are microseconds of UTC as Long.
 *
 * @param keys in the order of the entity's join keys
 * @param values in the order of the view's fields, null where the row has none
 */
public record OfflineRow(
    List<Object> keys,
    long event,
    @Nullable Long created,
    long ingest,
    long snapshot,
    List<@Nullable Object> values) {}
