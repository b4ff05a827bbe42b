package dev.thermocline.features.stream;

import dev.thermocline.features.offline.RowFiles.DatedFile;
import java.util.List;

/** Writes pushed rows of one view as files of a day each, in local storage. */
public interface OfflineFiles {
  /** The files are gone once the taker returns. */
  <T> T write(List<PlacedRow> rows, Taker<T> taker);

  /** Takes the files while they are there. */
  @FunctionalInterface
  interface Taker<T> {
    T take(List<DatedFile> files);
  }
}
