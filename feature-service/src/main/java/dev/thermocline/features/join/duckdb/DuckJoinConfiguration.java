package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.join.JoinEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** DuckDB as the engine of joins. */
@Configuration(proxyBeanMethods = false)
class DuckJoinConfiguration {
  @Bean
  JoinEngine joinEngine(DuckSessions sessions) {
    return new DuckJoinEngine(sessions);
  }
}
