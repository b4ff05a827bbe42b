package dev.thermocline.testkit;

import dev.thermocline.stack.ServerAddresses;
import dev.thermocline.stack.server.KafkaTopics;
import dev.thermocline.stack.server.RedisConnection;
import dev.thermocline.stack.server.S3Buckets;
import java.io.IOException;
import java.net.URI;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What one test class has of the shared servers; made piece by piece, under one random name. */
final class IsolatedSpace {
  private static final List<String> BUCKETS =
      List.of("mlflow-artifacts", "model-artifacts", "feature-store", "training-data");
  private static final List<String> TOPICS =
      List.of("models", "deployments", "datasets", "features", "tokens", "predictions", "feedback");

  /** How many each Redis of the tests is started with. */
  private static final int DATABASES = 4_096;

  private final ServerAddresses addresses;
  private final String name;
  private @Nullable String schema;
  private @Nullable URI featuresRedis;
  private @Nullable URI cacheRedis;
  private @Nullable String topicPrefix;
  private @Nullable Map<String, String> buckets;

  IsolatedSpace(ServerAddresses addresses, String testClass) {
    this.addresses = addresses;
    String letters = testClass.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    this.name =
        "t"
            + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), Character.MAX_RADIX)
            + "-"
            + letters.substring(0, Math.min(letters.length(), 24));
  }

  synchronized String schema() {
    if (schema == null) {
      String made = name.replace('-', '_');
      run(
          "make the schema " + made,
          () -> {
            try (var connection =
                    DriverManager.getConnection(
                        addresses.postgresUrl(),
                        addresses.postgresUser(),
                        addresses.postgresPassword());
                var statement = connection.createStatement()) {
              statement.execute("CREATE SCHEMA " + made);
            }
          });
      schema = made;
    }
    return schema;
  }

  synchronized URI featuresRedis() {
    if (featuresRedis == null) {
      featuresRedis = ownDatabase(addresses.featuresRedis());
    }
    return featuresRedis;
  }

  synchronized URI cacheRedis() {
    if (cacheRedis == null) {
      cacheRedis = ownDatabase(addresses.cacheRedis());
    }
    return cacheRedis;
  }

  synchronized String topicPrefix() {
    if (topicPrefix == null) {
      String prefix = name + "-";
      run(
          "make the topics of " + prefix,
          () ->
              KafkaTopics.create(
                  addresses.kafkaBootstrapServers(),
                  TOPICS.stream().map(topic -> prefix + "thermocline." + topic).toList()));
      topicPrefix = prefix;
    }
    return topicPrefix;
  }

  synchronized Map<String, String> buckets() {
    if (buckets == null) {
      Map<String, String> made = new LinkedHashMap<>();
      for (String bucket : BUCKETS) {
        made.put(bucket, name + "-" + bucket);
      }
      run(
          "make the buckets of " + name,
          () -> {
            try (S3Buckets s3 =
                new S3Buckets(
                    addresses.s3Endpoint(),
                    "us-east-1",
                    addresses.s3AccessKey(),
                    addresses.s3SecretKey())) {
              s3.create(made.values());
            }
          });
      buckets = Map.copyOf(made);
    }
    return buckets;
  }

  /** Database 0 counts; the others are handed out in turn and emptied before use. */
  private static URI ownDatabase(URI server) {
    try (RedisConnection redis = RedisConnection.open(server)) {
      long taken = Long.parseLong(redis.call("INCR", "thermocline:databases-handed-out"));
      long number = 1 + (taken - 1) % (DATABASES - 1);
      redis.call("SELECT", Long.toString(number));
      redis.call("FLUSHDB");
      return URI.create(server + "/" + number);
    } catch (IOException e) {
      throw new IllegalStateException("Redis runs, but gives no database of one's own", e);
    }
  }

  private static void run(String what, Step step) {
    try {
      step.run();
    } catch (Exception e) {
      throw new IllegalStateException("The test servers run, but it was impossible to " + what, e);
    }
  }

  private interface Step {
    void run() throws Exception;
  }
}
