package dev.thermocline.features.inference;

import dev.thermocline.features.inference.LogFile.Folder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Writes logged rows as Parquet in local storage. */
public interface LogWriter {
  /** Rows of one sort; the file is gone once the taker returns. */
  <T> T write(Folder folder, List<LoggedRow> rows, Function<Path, T> taker);
}
