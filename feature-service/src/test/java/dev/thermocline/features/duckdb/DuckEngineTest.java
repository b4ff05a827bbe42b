package dev.thermocline.features.duckdb;

import dev.thermocline.features.engine.IngestionContract;
import dev.thermocline.features.engine.JoinContract;
import dev.thermocline.features.engine.OfflineEngine;
import dev.thermocline.features.engine.ReadingContract;
import dev.thermocline.features.engine.TransformContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** DuckDB behind the ports of the engine. */
class DuckEngineTest {
  @Nested
  class Ingestion extends IngestionContract {
    @Override
    protected OfflineEngine engine(Path folder) {
      return DuckEngine.in(folder, 2);
    }
  }

  @Nested
  class Reading extends ReadingContract {
    @Override
    protected OfflineEngine engine(Path folder) {
      return DuckEngine.in(folder, 2);
    }
  }

  @Nested
  class Joins extends JoinContract {
    @Override
    protected OfflineEngine engine(Path folder) {
      return DuckEngine.in(folder, 2);
    }
  }

  @Nested
  class Transformations extends TransformContract {
    @Override
    protected OfflineEngine engine(Path folder) {
      return DuckEngine.in(folder, 2);
    }
  }
}
