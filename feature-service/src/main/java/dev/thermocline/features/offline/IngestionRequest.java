package dev.thermocline.features.offline;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.Snapshot.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in object storage to be taken in as the next entry of a view's history.
 *
 * @param parts its pieces, in their order
 * @param temporary whether the pieces are removed once the rows are taken in
 * @param replaceFrom the range of event times that it replaces, in microseconds, or absent
 * @param source what the history calls it
 */
public record IngestionRequest(
    String view,
    List<Part> parts,
    boolean temporary,
    Format format,
    @Nullable Long replaceFrom,
    @Nullable Long replaceTo,
    String source) {
  public IngestionRequest {
    parts = List.copyOf(parts);
  }

  /** One piece; its ETag tells whether it changed since it was asked for. */
  public record Part(String bucket, String key, long size, String etag) {}

  Change change() {
    return replaceFrom == null || replaceTo == null
        ? new Change.Append()
        : new Change.Replace(new TimeRange(replaceFrom, replaceTo));
  }

  long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }
}
