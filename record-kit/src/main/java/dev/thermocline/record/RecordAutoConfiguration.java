package dev.thermocline.record;

import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@AutoConfiguration(
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@EnableConfigurationProperties(PostgresSettings.class)
class RecordAutoConfiguration {
  @Bean
  ErrorTranslator databaseFailures() {
    return new DatabaseFailures();
  }

  @Bean
  Dependency postgresDependency(DataSource database) {
    return new Dependency() {
      @Override
      public String name() {
        return "postgres";
      }

      @Override
      public void check() throws SQLException {
        try (Connection connection = database.getConnection()) {
          if (!connection.isValid(1)) {
            throw new SQLException("The connection is not valid");
          }
        }
      }
    };
  }
}
