package dev.thermocline.record.job.jdbc;

import dev.thermocline.record.job.JobStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

@AutoConfiguration(
    afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration")
class JobStoreAutoConfiguration {
  @Bean
  JobStore jobStore(JdbcTemplate jdbc) {
    return new JdbcJobStore(JdbcClient.create(jdbc));
  }
}
