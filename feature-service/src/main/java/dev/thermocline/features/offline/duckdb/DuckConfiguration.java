package dev.thermocline.features.offline.duckdb;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.OfflineSettings;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowReader;
import dev.thermocline.features.offline.RowStatistics;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** DuckDB as the engine for files. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OfflineSettings.class)
class DuckConfiguration {
  @Bean
  DuckSessions duckSessions(OfflineSettings settings, ServiceSettings service) {
    return new DuckSessions(settings, service.dataFolder().resolve("duckdb"));
  }

  @Bean
  RowReader rowReader(DuckSessions sessions) {
    return new DuckRowReader(sessions);
  }

  @Bean
  RowFiles rowFiles(DuckSessions sessions) {
    return new DuckRowFiles(sessions);
  }

  @Bean
  RowStatistics rowStatistics(DuckSessions sessions) {
    return new DuckRowStatistics(sessions);
  }

  @Bean
  Ingestion ingestion(
      Definitions definitions,
      RowFiles rowFiles,
      ObjectStore objects,
      FileShelf shelf,
      SnapshotLog log,
      Clock clock,
      S3Settings s3) {
    return new Ingestion(
        definitions,
        rowFiles,
        objects,
        shelf,
        log,
        clock,
        new Ingestion.Places(
            s3.buckets().featureStore(),
            List.of(s3.buckets().featureStore(), s3.buckets().trainingData())));
  }
}
