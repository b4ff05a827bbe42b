package dev.thermocline.features.offline;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Checks files of rows against a view. What does not fit is refused as a {@code
 * ThermoclineException} that names the column, or the rows with samples; nothing of such a file is
 * taken.
 */
public interface RowFiles {
  /** Writes the rows as dated Parquet; {@code taker} gets each file as soon as it is whole. */
  <T> Written<T> write(Source source, Taker<T> taker);

  /** Looks at Parquet files that stay where they are. */
  Inspected inspect(List<Path> files, FeatureView view, Entity entity, Instant now);

  /**
   * A file to be taken in.
   *
   * @param now rows of later events than the view tolerates beyond it are refused
   */
  record Source(Path file, Format format, FeatureView view, Entity entity, Instant now) {}

  enum Format {
    PARQUET,
    CSV,
    /** One object on each line. */
    JSON,
    /** A stream or file of Arrow's IPC. */
    ARROW
  }

  /** A file of one day, in local storage. Times are microseconds of UTC. */
  record DatedFile(LocalDate day, Path path, FileRange range) {}

  record FileRange(
      long rows,
      long leastEvent,
      long greatestEvent,
      long leastAvailable,
      long greatestAvailable) {}

  /**
   * What became of a file of rows.
   *
   * @param taken what the taker made of each file, by day
   */
  record Written<T>(List<T> taken, boolean ordered, List<String> ignoredColumns) {
    public Written {
      taken = List.copyOf(taken);
      ignoredColumns = List.copyOf(ignoredColumns);
    }
  }

  /** One range for each file given, in the same order. */
  record Inspected(List<FileRange> ranges, boolean ordered, List<String> ignoredColumns) {
    public Inspected {
      ranges = List.copyOf(ranges);
      ignoredColumns = List.copyOf(ignoredColumns);
    }
  }

  /** Keeps files that were written. What it throws ends the writing. */
  @FunctionalInterface
  interface Taker<T> {
    /** Hears of all files, by day, before the first is written. */
    default void expect(List<FileRange> ranges) {}

    /** Takes one file, which is gone afterwards. Called by several threads at once. */
    T take(DatedFile file);
  }
}
