package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Properties;

/** A folder that goes when the process ends, and plain DuckDB to fill it. */
final class LocalFiles {
  private final Path folder;

  LocalFiles() {
    try {
      this.folder = Files.createTempDirectory("thermocline-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void run(String sql, String memory) {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", memory);
    properties.setProperty("temp_directory", folder.resolve("spill").toString());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private void remove() {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }
}
