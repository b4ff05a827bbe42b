package dev.thermocline.stack.platform;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.server.KafkaServer;
import dev.thermocline.stack.server.PostgresServer;
import dev.thermocline.stack.server.RedisServer;
import dev.thermocline.stack.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers: each one ours, or one of the user's own that a setting names. */
final class ServerPlan {
  private static final List<String> BUCKETS =
      List.of(
          "mlflow-artifacts",
          "model-artifacts",
          "feature-store",
          "training-data",
          "airflow-logs",
          "backups");
  private static final List<String> TOPICS =
      List.of(
          "thermocline.models",
          "thermocline.deployments",
          "thermocline.datasets",
          "thermocline.features",
          "thermocline.tokens",
          "thermocline.predictions",
          "thermocline.feedback");

  private final Home home;
  private final StackSettings settings;
  private final SecretFiles secrets;
  private final AotCache cache;
  private final List<Part> parts = new ArrayList<>();
  private final List<Elsewhere> elsewhere = new ArrayList<>();
  private final Map<String, String> postgres = new LinkedHashMap<>();
  private final Map<String, String> shared = new LinkedHashMap<>();
  private String featuresWriter = "";
  private String featuresReader = "";
  private String cacheUrl = "";

  ServerPlan(Home home, StackSettings settings, SecretFiles secrets, AotCache cache)
      throws IOException {
    this.home = home;
    this.settings = settings;
    this.secrets = secrets;
    this.cache = cache;
    planKafka();
    planS3();
    planPostgres();
    planFeatures();
    planCache();
  }

  List<Part> parts() {
    return parts;
  }

  List<Elsewhere> elsewhere() {
    return elsewhere;
  }

  /** What every service is told: the broker and the object store. */
  Map<String, String> shared() {
    return shared;
  }

  /** The database as one service logs in to it. */
  Map<String, String> postgres(String service) throws IOException {
    Map<String, String> own = new LinkedHashMap<>(postgres);
    if (!own.containsKey("THERMOCLINE_POSTGRES_USER")) {
      own.put("THERMOCLINE_POSTGRES_USER", service);
      own.put("THERMOCLINE_POSTGRES_PASSWORD", secrets.text("postgres-" + service));
    }
    own.put("THERMOCLINE_POSTGRES_SCHEMA", service);
    return own;
  }

  String featuresWriter() {
    return featuresWriter;
  }

  String featuresReader() {
    return featuresReader;
  }

  String cache() {
    return cacheUrl;
  }

  Map<String, Object> platformFile() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("postgres", Map.of("url", String.valueOf(postgres.get("THERMOCLINE_POSTGRES_URL"))));
    file.put("redis", Map.of("features", featuresWriter, "cache", cacheUrl));
    file.put(
        "kafka",
        Map.of(
            "bootstrapServers", String.valueOf(shared.get("THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS"))));
    file.put(
        "s3",
        Map.of(
            "endpoint", String.valueOf(shared.get("THERMOCLINE_S3_ENDPOINT")),
            "region", String.valueOf(shared.get("THERMOCLINE_S3_REGION")),
            "accessKey", String.valueOf(shared.get("THERMOCLINE_S3_ACCESS_KEY")),
            "secretKey", String.valueOf(shared.get("THERMOCLINE_S3_SECRET_KEY"))));
    return file;
  }

  private void planPostgres() throws IOException {
    String setting = "THERMOCLINE_POSTGRES_URL";
    Optional<String> own = settings.find(setting);
    if (own.isPresent()) {
      URI url = URI.create(own.get().substring("jdbc:".length()));
      elsewhere.add(new Elsewhere("postgres", setting, url.getHost(), portOf(url, 5432)));
      postgres.put(setting, own.get());
      postgres.put(
          "THERMOCLINE_POSTGRES_USER", settings.need("THERMOCLINE_POSTGRES_USER", setting));
      postgres.put(
          "THERMOCLINE_POSTGRES_PASSWORD", settings.need("THERMOCLINE_POSTGRES_PASSWORD", setting));
      return;
    }
    PostgresServer server =
        new PostgresServer(
            home.data("postgres"),
            home.programs(),
            settings.port("POSTGRES", 15432),
            secrets.text("postgres"),
            100,
            List.of(
                new PostgresServer.Role("registry", secrets.text("postgres-registry")),
                new PostgresServer.Role("features", secrets.text("postgres-features"))));
    parts.add(server);
    postgres.put(setting, server.url());
  }

  private void planFeatures() throws IOException {
    String setting = "THERMOCLINE_REDIS_FEATURES_URL";
    Optional<String> own = redisElsewhere("redis-features", setting);
    if (own.isPresent()) {
      featuresWriter = own.get();
      featuresReader = own.get();
      return;
    }
    String writer = secrets.text("redis-features-writer");
    String reader = secrets.text("redis-features-reader");
    RedisServer server =
        new RedisServer(
            RedisServer.Purpose.FEATURES,
            home.data("redis-features"),
            home.programs(),
            settings.port("REDIS_FEATURES", 16379),
            secrets.text("redis-features"),
            16,
            List.of(
                new RedisServer.User(
                    "features", writer, "~* &* +@all -@dangerous +info +config|get +keys"),
                new RedisServer.User(
                    "gateway", reader, "~* +@read +@connection +info +config|get")));
    parts.add(server);
    featuresWriter = server.as("features", writer).toString();
    featuresReader = server.as("gateway", reader).toString();
  }

  private void planCache() throws IOException {
    String setting = "THERMOCLINE_REDIS_CACHE_URL";
    Optional<String> own = redisElsewhere("redis-cache", setting);
    if (own.isPresent()) {
      cacheUrl = own.get();
      return;
    }
    String user = secrets.text("redis-cache-gateway");
    RedisServer server =
        new RedisServer(
            RedisServer.Purpose.CACHE,
            home.data("redis-cache"),
            home.programs(),
            settings.port("REDIS_CACHE", 16380),
            secrets.text("redis-cache"),
            16,
            List.of(
                new RedisServer.User(
                    "gateway", user, "~* &* +@all -@dangerous +info +config|get")));
    parts.add(server);
    cacheUrl = server.as("gateway", user).toString();
  }

  private Optional<String> redisElsewhere(String name, String setting) {
    Optional<String> own = settings.find(setting);
    own.map(URI::create)
        .ifPresent(
            url -> elsewhere.add(new Elsewhere(name, setting, url.getHost(), portOf(url, 6379))));
    return own;
  }

  private void planKafka() {
    String setting = "THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS";
    Optional<String> own = settings.find(setting);
    if (own.isPresent()) {
      URI first = URI.create("kafka://" + own.get().split(",", 2)[0]);
      elsewhere.add(new Elsewhere("kafka", setting, first.getHost(), portOf(first, 9092)));
      shared.put(setting, own.get());
      return;
    }
    Part.Port port = settings.port("KAFKA", 19092);
    KafkaServer server =
        new KafkaServer(
            home.data("kafka"),
            port,
            settings.port("KAFKA_CONTROLLER", port.number() + 1),
            TOPICS,
            cache);
    parts.addFirst(server);
    shared.put(setting, server.bootstrapServers());
  }

  private void planS3() throws IOException {
    String setting = "THERMOCLINE_S3_ENDPOINT";
    shared.put("THERMOCLINE_S3_REGION", settings.find("THERMOCLINE_S3_REGION").orElse("us-east-1"));
    Optional<String> own = settings.find(setting);
    if (own.isPresent()) {
      URI url = URI.create(own.get());
      int usual = "https".equals(url.getScheme()) ? 443 : 80;
      elsewhere.add(new Elsewhere("s3", setting, url.getHost(), portOf(url, usual)));
      shared.put(setting, own.get());
      shared.put("THERMOCLINE_S3_ACCESS_KEY", settings.need("THERMOCLINE_S3_ACCESS_KEY", setting));
      shared.put("THERMOCLINE_S3_SECRET_KEY", settings.need("THERMOCLINE_S3_SECRET_KEY", setting));
      return;
    }
    String accessKey = "thermocline";
    String secretKey = secrets.text("s3");
    S3Server server =
        new S3Server(
            home.data("s3"), settings.port("S3", 19000), accessKey, secretKey, BUCKETS, cache);
    parts.add(server);
    shared.put(setting, server.endpoint().toString());
    shared.put("THERMOCLINE_S3_ACCESS_KEY", accessKey);
    shared.put("THERMOCLINE_S3_SECRET_KEY", secretKey);
  }

  private static int portOf(URI url, int usual) {
    return url.getPort() < 0 ? usual : url.getPort();
  }
}
