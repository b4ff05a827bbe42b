package dev.thermocline.features.transform.duckdb;

import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.transform.TransformEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** DuckDB as the engine of statements. */
@Configuration(proxyBeanMethods = false)
class DuckTransformConfiguration {
  @Bean
  TransformEngine transformEngine(DuckSessions sessions) {
    return new DuckTransformEngine(sessions);
  }
}
