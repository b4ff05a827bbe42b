package dev.thermocline.stack.verify;

import dev.thermocline.stack.server.PostgresServer;
import dev.thermocline.stack.server.RedisConnection;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** Writes to each durable server, remembers what was acknowledged, and looks for it later. */
final class Witness {
  private static final String TOPIC = "thermocline.feedback";
  private static final String BUCKET = "backups";

  private final PlatformUnderTest platform;
  private final Set<String> acknowledged = new HashSet<>();

  Witness(PlatformUnderTest platform) throws Exception {
    this.platform = platform;
    try (Connection postgres = postgres();
        Statement statement = postgres.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS witness (word text PRIMARY KEY)");
    }
  }

  void write() throws Exception {
    String word = "word-" + acknowledged.size();
    try (Connection postgres = postgres();
        Statement statement = postgres.createStatement()) {
      statement.execute("INSERT INTO witness VALUES ('" + word + "')");
    }
    try (RedisConnection redis = RedisConnection.open(redis())) {
      redis.call("SET", "witness:" + word, word);
    }
    try (S3Client s3 = s3()) {
      s3.putObject(
          request -> request.bucket(BUCKET).key("witness/" + word), RequestBody.fromString(word));
    }
    try (KafkaProducer<String, String> kafka =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      kafka.send(new ProducerRecord<>(TOPIC, word, word)).get(30, TimeUnit.SECONDS);
    }
    acknowledged.add(word);
  }

  /** What was acknowledged and is not there, by server. */
  List<String> lost() throws Exception {
    List<String> lost = new ArrayList<>();
    compare("postgres", inPostgres(), lost);
    compare("redis-features", inRedis(), lost);
    compare("s3", inS3(), lost);
    compare("kafka", inKafka(), lost);
    return lost;
  }

  private void compare(String server, Set<String> found, List<String> lost) {
    for (String word : acknowledged) {
      if (!found.contains(word)) {
        lost.add(word + " of " + server);
      }
    }
  }

  private Set<String> inPostgres() throws Exception {
    Set<String> found = new HashSet<>();
    try (Connection postgres = postgres();
        Statement statement = postgres.createStatement();
        var rows = statement.executeQuery("SELECT word FROM witness")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private Set<String> inRedis() throws Exception {
    Set<String> found = new HashSet<>();
    try (RedisConnection redis = RedisConnection.open(redis())) {
      for (String word : acknowledged) {
        found.add(redis.call("GET", "witness:" + word));
      }
    }
    return found;
  }

  private Set<String> inS3() throws Exception {
    Set<String> found = new HashSet<>();
    try (S3Client s3 = s3()) {
      s3
          .listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix("witness/"))
          .contents()
          .stream()
          .map(S3Object::key)
          .forEach(key -> found.add(key.substring("witness/".length())));
    }
    return found;
  }

  private Set<String> inKafka() throws Exception {
    Set<String> found = new HashSet<>();
    try (KafkaConsumer<String, String> kafka =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (PartitionInfo partition : kafka.partitionsFor(TOPIC)) {
        all.add(new TopicPartition(TOPIC, partition.partition()));
      }
      kafka.assign(all);
      kafka.seekToBeginning(all);
      Map<TopicPartition, Long> ends = kafka.endOffsets(all);
      while (all.stream().anyMatch(one -> kafka.position(one) < ends.getOrDefault(one, 0L))) {
        kafka.poll(Duration.ofSeconds(1)).forEach(record -> found.add(record.value()));
      }
    }
    return found;
  }

  private Connection postgres() throws Exception {
    return DriverManager.getConnection(
        platform.platformFile().path("postgres").path("url").asString(),
        PostgresServer.ADMIN,
        platform.secret("postgres"));
  }

  private URI redis() throws Exception {
    return URI.create(platform.platformFile().path("redis").path("features").asString());
  }

  private String brokers() throws Exception {
    return platform.platformFile().path("kafka").path("bootstrapServers").asString();
  }

  private S3Client s3() throws Exception {
    JsonNode s3 = platform.platformFile().path("s3");
    return S3Client.builder()
        .endpointOverride(URI.create(s3.path("endpoint").asString()))
        .region(Region.of(s3.path("region").asString()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    s3.path("accessKey").asString(), s3.path("secretKey").asString())))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
