package dev.thermocline.features.transform;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs statements of callers. A statement reads the tables it was given and nothing else: no other
 * file, no network, no extension, no setting. What it may not do, and what it gets wrong, is told
 * as a {@code ThermoclineException}. Thread-safe.
 */
public interface TransformEngine {
  /** Refuses what is not one SELECT. */
  void check(String sql);

  /** Writes the rows of a statement as Parquet. */
  void run(Statement statement, Path result);

  /**
   * A statement and what it reads.
   *
   * @param views by the name that the statement knows each by
   * @param files by the name that the statement knows them by
   * @param limit after which it is stopped
   */
  record Statement(String sql, Map<String, RowScan> views, Map<String, Raw> files, Duration limit) {
    public Statement {
      views = Map.copyOf(views);
      files = Map.copyOf(files);
    }
  }

  /** Raw files of one format, Parquet or CSV, read as one table. */
  record Raw(Format format, List<Path> files) {
    public Raw {
      files = List.copyOf(files);
    }
  }
}
