package dev.thermocline.features.kills;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.server.KafkaServer;
import dev.thermocline.stack.server.PostgresServer;
import dev.thermocline.stack.server.RedisServer;
import dev.thermocline.stack.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A feature-service and its servers: processes of their own that can be killed. */
final class Ground implements AutoCloseable {
  static final String SERVICE = "features";
  static final String REDIS = "redis-features";
  static final String KAFKA = "kafka";
  static final String POSTGRES = "postgres";
  private static final String BUCKET = "feature-store";
  private static final String SCHEMA = "features";

  private final Path folder;
  private final Guard guard;
  private final PartStarter starter;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, RunningPart> running = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private final PGSimpleDataSource database = new PGSimpleDataSource();
  private final int port;
  private final URI redisUrl;

  Ground(Map<String, String> more) throws IOException, InterruptedException {
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"), "thermocline-" + System.getProperty("user.name"));
    Path programs = Files.createDirectories(home.resolve("programs"));
    this.folder = Files.createTempDirectory(home, "feature-kills-");
    if (!folder.toFile().setExecutable(true, false)) {
      throw new IOException(folder + " cannot be opened to the user that runs PostgreSQL");
    }
    this.guard = Guard.start(folder.resolve("pids"), List.of(folder));
    this.starter = new PartStarter(guard, Duration.ofMinutes(4));
    List<Part.Port> ports =
        LoopbackPorts.random(6).stream().map(p -> new Part.Port(p, "another try")).toList();
    String secret = UUID.randomUUID().toString();
    PostgresServer postgres =
        new PostgresServer(
            folder.resolve("postgres"), programs, ports.get(0), secret, 60, List.of());
    RedisServer redis =
        new RedisServer(
            RedisServer.Purpose.FEATURES,
            folder.resolve("redis"),
            programs,
            ports.get(1),
            secret,
            16,
            List.of());
    KafkaServer kafka =
        new KafkaServer(
            folder.resolve("kafka"), ports.get(2), ports.get(3), List.of(), AotCache.NONE);
    S3Server s3 =
        new S3Server(
            folder.resolve("s3"),
            ports.get(4),
            "kills",
            secret,
            List.of(BUCKET, "training-data"),
            AotCache.NONE);
    this.port = ports.get(5).number();
    this.redisUrl = redis.admin();
    parts.put(POSTGRES, postgres);
    parts.put(REDIS, redis);
    parts.put(KAFKA, kafka);
    parts.put("s3", s3);
    parts.put(SERVICE, new Service(ports.get(5)));
    settings.put("SERVER_PORT", Integer.toString(port));
    settings.put("THERMOCLINE_AUTH_MODE", "open");
    settings.put("THERMOCLINE_DATA_FOLDER", folder.resolve("data").toString());
    settings.put("THERMOCLINE_POSTGRES_URL", postgres.url());
    settings.put("THERMOCLINE_POSTGRES_USER", PostgresServer.ADMIN);
    settings.put("THERMOCLINE_POSTGRES_PASSWORD", secret);
    settings.put("THERMOCLINE_POSTGRES_SCHEMA", SCHEMA);
    settings.put("THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    settings.put("THERMOCLINE_REDIS_FEATURES_URL", redis.admin().toString());
    settings.put("THERMOCLINE_S3_ENDPOINT", s3.endpoint().toString());
    settings.put("THERMOCLINE_S3_ACCESS_KEY", "kills");
    settings.put("THERMOCLINE_S3_SECRET_KEY", secret);
    // A job of a service that was killed is taken up again after four seconds and not after twenty:
    // what is looked at is that it goes on, and a stall that is taken for a death is one more race.
    settings.put("DBSCHEDULER_HEARTBEATINTERVAL", "1s");
    settings.put("CLASSPATH", System.getProperty("java.class.path"));
    settings.putAll(more);
    database.setUrl(postgres.url());
    database.setUser(PostgresServer.ADMIN);
    database.setPassword(secret);
    database.setCurrentSchema(SCHEMA);
    for (String name : parts.keySet()) {
      start(name);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  URI redis() {
    return redisUrl;
  }

  PGSimpleDataSource database() {
    return database;
  }

  Path folder() {
    return folder;
  }

  /** Where the object store keeps an object as a file. */
  Path object(String bucket, String key) throws IOException {
    try (var found = Files.find(folder.resolve("s3"), 4, (p, a) -> p.endsWith(bucket))) {
      return found.findFirst().orElseThrow().resolve(key);
    }
  }

  void start(String name) throws InterruptedException {
    running.put(name, starter.start(java.util.Objects.requireNonNull(parts.get(name))));
  }

  /** As kill -9 does. */
  void kill(String name) throws InterruptedException {
    RunningPart part = running.remove(name);
    if (part != null) {
      part.kill();
    }
  }

  @Override
  public void close() throws IOException {
    String kept = System.getenv("THERMOCLINE_KEEP_LOG");
    RunningPart service = running.get(SERVICE);
    if (kept != null && service != null) {
      Files.copy(service.log(), Path.of(kept), StandardCopyOption.REPLACE_EXISTING);
    }
    guard.close();
  }

  private final class Service implements Part {
    private final Port listens;

    Service(Port listens) {
      this.listens = listens;
    }

    @Override
    public String name() {
      return SERVICE;
    }

    @Override
    public String url() {
      return Ground.this.url().toString();
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public List<Port> ports() {
      return List.of(listens);
    }

    @Override
    public Launch prepare() throws IOException {
      Path own = Files.createDirectories(folder.resolve(SERVICE));
      return new Launch(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx320m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "dev.thermocline.features.FeatureService"),
          settings,
          own,
          Launch.log(own, SERVICE),
          "TERM");
    }

    @Override
    public void probe() throws IOException {
      if (new Http(Ground.this.url()).get("/api/v1/views").status() != 200) {
        throw new IOException("it does not answer yet");
      }
    }
  }
}
