package dev.thermocline.features.compact;

import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowScan;
import java.util.List;

/**
 * Writes all rows of a scan as dated files of its newest layout, each row with its ingest time, the
 * number of its entry and its order among ties.
 */
public interface CompactFiles {
  /**
   * The files are gone once the taker returns.
   *
   * @param schema the number of the schema that the files get
   */
  <T> T write(RowScan scan, int schema, Taker<T> taker);

  /** Takes the files while they are there. */
  @FunctionalInterface
  interface Taker<T> {
    T take(List<DatedFile> files);
  }
}
