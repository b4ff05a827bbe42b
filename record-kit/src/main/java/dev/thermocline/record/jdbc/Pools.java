package dev.thermocline.record.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/** More pools like the service's own. */
final class Pools {
  private Pools() {}

  /** Settings to be changed; what is set on them does not reach the pool they came from. */
  static HikariConfig like(DataSource database, String name) throws SQLException {
    HikariDataSource own = database.unwrap(HikariDataSource.class);
    HikariConfig settings = new HikariConfig();
    settings.setPoolName(name);
    settings.setJdbcUrl(own.getJdbcUrl());
    settings.setUsername(own.getUsername());
    settings.setPassword(own.getPassword());
    settings.setSchema(own.getSchema());
    settings.setMaximumPoolSize(own.getMaximumPoolSize());
    settings.setConnectionTimeout(own.getConnectionTimeout());
    settings.setValidationTimeout(own.getValidationTimeout());
    settings.setMaxLifetime(own.getMaxLifetime());
    own.getDataSourceProperties()
        .forEach((key, value) -> settings.addDataSourceProperty(key.toString(), value));
    settings.setMinimumIdle(0);
    // A server that is away must not keep the service from starting.
    settings.setInitializationFailTimeout(-1);
    return settings;
  }
}
