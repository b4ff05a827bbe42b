package dev.thermocline.features.stream;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** Writes pushed rows of one view as files of a day each, in local storage. */
public interface OfflineFiles {
  /** The files are gone once the taker returns. */
  <T> T write(List<OnlineRows.Placed> rows, Taker<T> taker);

  /** One file. Times are microseconds. */
  record DayFile(
      LocalDate day,
      Path path,
      long rows,
      long leastEvent,
      long greatestEvent,
      long leastAvailable,
      long greatestAvailable) {}

  /** Takes the files while they are there. */
  @FunctionalInterface
  interface Taker<T> {
    T take(List<DayFile> files);
  }
}
