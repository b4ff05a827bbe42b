package dev.thermocline.features.offline;

import java.nio.file.Path;

/**
 * Turns files of Arrow's IPC, streams or files, into Parquet and back, with the same rows in the
 * same order. What is no such file, or would lose something, is refused as a {@code
 * ThermoclineException}. Thread-safe; memory is bounded by one record batch.
 */
public interface ArrowConversion {
  void toParquet(Path arrow, Path parquet);

  /** As a stream. */
  void toArrow(Path parquet, Path arrow);
}
