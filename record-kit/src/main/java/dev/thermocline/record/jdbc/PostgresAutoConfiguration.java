package dev.thermocline.record.jdbc;

import dev.thermocline.kit.setting.PostgresSettings;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@AutoConfiguration(
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@EnableConfigurationProperties(PostgresSettings.class)
class PostgresAutoConfiguration {
  @Bean
  ReadReplica readReplica(DataSource database, PostgresSettings settings) throws SQLException {
    return new ReadReplica(database, settings.replicaUrl());
  }

  @Bean(initMethod = "start")
  SlowStatements slowStatements(DataSource database, PostgresSettings settings)
      throws SQLException {
    return new SlowStatements(database, settings.slowStatement());
  }
}
