package dev.thermocline.features.inference;

import dev.thermocline.kit.project.Project;
import java.time.LocalDate;

/**
 * A Parquet file of logged rows of one day. It never changes.
 *
 * @param folder what its rows are of
 * @param leastAt microseconds of UTC, as is {@code greatestAt}
 */
public record LogFile(
    Project project,
    Folder folder,
    LocalDate day,
    String bucket,
    String key,
    long rows,
    long size,
    String sha256,
    String etag,
    long leastAt,
    long greatestAt) {

  /** Predictions of one deployment, or feedback on those of any. */
  public sealed interface Folder {
    record Predictions(String deployment) implements Folder {}

    record Feedback() implements Folder {}
  }
}
