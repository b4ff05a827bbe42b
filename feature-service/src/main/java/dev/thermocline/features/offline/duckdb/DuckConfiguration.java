package dev.thermocline.features.offline.duckdb;

import dev.thermocline.features.duckdb.ArrowFiles;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowReader;
import dev.thermocline.features.offline.RowStatistics;
import dev.thermocline.kit.setting.ServiceSettings;
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
  RowFiles rowFiles(DuckSessions sessions, OfflineSettings settings) {
    return new DuckRowFiles(sessions, settings.memoryLimit().toBytes());
  }

  @Bean
  ArrowConversion arrowConversion(DuckSessions sessions, OfflineSettings settings) {
    return new ArrowFiles(sessions, settings);
  }

  @Bean
  RowStatistics rowStatistics(DuckSessions sessions) {
    return new DuckRowStatistics(sessions);
  }
}
