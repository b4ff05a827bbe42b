package dev.thermocline.features.offline.spring;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.SnapshotLog;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ingestion, whichever engine checks the files. */
@Configuration(proxyBeanMethods = false)
class OfflineConfiguration {
  @Bean
  Ingestion ingestion(
      Definitions definitions,
      RowFiles rowFiles,
      ObjectStore objects,
      FileShelf shelf,
      SnapshotLog log,
      Clock clock,
      Ingestion.Places places) {
    return new Ingestion(definitions, rowFiles, objects, shelf, log, clock, places);
  }
}
