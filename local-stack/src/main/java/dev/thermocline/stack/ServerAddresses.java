package dev.thermocline.stack;

import dev.thermocline.stack.server.PrivateFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where the servers are and how to log in to them. */
public record ServerAddresses(
    String postgresUrl,
    String postgresUser,
    String postgresPassword,
    URI featuresRedis,
    URI cacheRedis,
    String kafkaBootstrapServers,
    URI s3Endpoint,
    String s3AccessKey,
    String s3SecretKey) {
  /** Writes them where other processes of this user can read them. */
  public void save(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("postgres.url", postgresUrl);
    properties.setProperty("postgres.user", postgresUser);
    properties.setProperty("postgres.password", postgresPassword);
    properties.setProperty("redis.features-url", featuresRedis.toString());
    properties.setProperty("redis.cache-url", cacheRedis.toString());
    properties.setProperty("kafka.bootstrap-servers", kafkaBootstrapServers);
    properties.setProperty("s3.endpoint", s3Endpoint.toString());
    properties.setProperty("s3.access-key", s3AccessKey);
    properties.setProperty("s3.secret-key", s3SecretKey);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    PrivateFile.write(file, text.toString());
  }

  public static ServerAddresses load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new ServerAddresses(
        need(properties, file, "postgres.url"),
        need(properties, file, "postgres.user"),
        need(properties, file, "postgres.password"),
        URI.create(need(properties, file, "redis.features-url")),
        URI.create(need(properties, file, "redis.cache-url")),
        need(properties, file, "kafka.bootstrap-servers"),
        URI.create(need(properties, file, "s3.endpoint")),
        need(properties, file, "s3.access-key"),
        need(properties, file, "s3.secret-key"));
  }

  private static String need(Properties properties, Path file, String name) throws IOException {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IOException(file + " does not say " + name);
    }
    return value;
  }
}
