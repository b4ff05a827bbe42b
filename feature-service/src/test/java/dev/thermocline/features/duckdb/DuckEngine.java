package dev.thermocline.features.duckdb;

import dev.thermocline.features.engine.OfflineEngine;
import dev.thermocline.features.join.duckdb.DuckJoinEngine;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.features.offline.duckdb.DuckRowFiles;
import dev.thermocline.features.offline.duckdb.DuckRowReader;
import dev.thermocline.features.offline.duckdb.DuckRowStatistics;
import dev.thermocline.features.transform.duckdb.DuckTransformEngine;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** DuckDB for tests, in little memory. */
public final class DuckEngine {
  private static final DataSize MEMORY = DataSize.ofMegabytes(128);

  private DuckEngine() {}

  static OfflineEngine in(Path folder, int threads) {
    DuckSessions sessions = sessions(folder, MEMORY, threads);
    return new OfflineEngine(
        new DuckRowFiles(sessions, MEMORY.toBytes()),
        new DuckRowReader(sessions),
        new DuckRowStatistics(sessions),
        new DuckJoinEngine(sessions),
        new DuckTransformEngine(sessions));
  }

  public static DuckSessions sessions(Path folder, DataSize memory, int threads) {
    return new DuckSessions(
        new OfflineSettings(
            memory,
            DataSize.ofGigabytes(1),
            threads,
            1,
            Duration.ofSeconds(10),
            DataSize.ofMegabytes(10),
            Duration.ofMinutes(1),
            DataSize.ofMegabytes(10)),
        folder.resolve("duckdb"));
  }
}
