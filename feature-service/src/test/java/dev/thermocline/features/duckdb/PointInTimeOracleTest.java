package dev.thermocline.features.duckdb;

import dev.thermocline.features.engine.OfflineEngine;
import dev.thermocline.features.engine.PointInTimeOracle;
import java.nio.file.Path;

class PointInTimeOracleTest extends PointInTimeOracle {
  @Override
  protected OfflineEngine engine(Path folder, int threads) {
    return DuckEngine.in(folder, threads);
  }
}
