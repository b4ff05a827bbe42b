package dev.thermocline.record.outbox.kills;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.LoopbackPorts;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.server.KafkaServer;
import dev.thermocline.stack.server.KafkaTopics;
import dev.thermocline.stack.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL, a Kafka and two replicas: processes of their own that can be killed. */
final class Stage implements AutoCloseable {
  static final List<String> REPLICAS = List.of("replica-1", "replica-2");
  private static final String RELAY = "replica-that-relays-only";
  private static final String SCHEMA = "kills";
  private static final String PASSWORD = "for-this-run-alone";

  private final Path folder;
  private final Guard guard;
  private final PartStarter starter;
  private final KafkaServer kafka;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, RunningPart> running = new TreeMap<>();
  private final Journal journal;
  private int lives;

  Stage(Path folder, Path programs) throws IOException, InterruptedException {
    this.folder = folder;
    this.guard = Guard.start(folder.resolve("pids"), List.of(folder));
    this.starter = new PartStarter(guard, Duration.ofMinutes(3));
    List<Part.Port> ports =
        LoopbackPorts.random(3).stream().map(port -> new Part.Port(port, "another try")).toList();
    PostgresServer postgres =
        new PostgresServer(
            folder.resolve("postgres"), programs, ports.get(0), PASSWORD, 60, List.of());
    this.kafka =
        new KafkaServer(
            folder.resolve("kafka"), ports.get(1), ports.get(2), List.of(), AotCache.NONE);
    running.put("postgres", starter.start(postgres));
    startKafka();
    settings.put("THERMOCLINE_AUTH_MODE", "open");
    settings.put("THERMOCLINE_DATA_FOLDER", folder.resolve("data").toString());
    settings.put("THERMOCLINE_POSTGRES_URL", postgres.url());
    settings.put("THERMOCLINE_POSTGRES_USER", PostgresServer.ADMIN);
    settings.put("THERMOCLINE_POSTGRES_PASSWORD", PASSWORD);
    settings.put("THERMOCLINE_POSTGRES_SCHEMA", SCHEMA);
    settings.put("THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    settings.put("SPRING_FLYWAY_ENABLED", "false");
    settings.put("CLASSPATH", System.getProperty("java.class.path"));
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(postgres.url());
    database.setUser(PostgresServer.ADMIN);
    database.setPassword(PASSWORD);
    database.setCurrentSchema(SCHEMA);
    this.journal = new Journal(database, SCHEMA);
  }

  Journal journal() {
    return journal;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  void startKafka() throws InterruptedException {
    running.put("kafka", starter.start(kafka));
  }

  void makeTopic() throws Exception {
    KafkaTopics.create(kafka.bootstrapServers(), List.of(Journal.TOPIC));
  }

  /** Returns when the replica has committed a change in this life. */
  void startReplica(String name) throws InterruptedException {
    String life = name + "-life-" + ++lives;
    running.put(name, starter.start(new ReplicaPart(name, life, true)));
  }

  /** A replica that writes nothing and carries what the others left. */
  void startRelay() throws InterruptedException {
    running.put(RELAY, starter.start(new ReplicaPart(RELAY, Replica.SILENT, false)));
  }

  /** As kill -9 does. */
  void kill(String name) throws InterruptedException {
    RunningPart part = running.remove(name);
    if (part == null) {
      throw new IllegalStateException(name + " does not run");
    }
    part.kill();
  }

  boolean runs(String name) {
    RunningPart part = running.get(name);
    return part != null && part.isAlive();
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }

  private final class ReplicaPart implements Part {
    private final String name;
    private final String life;
    private final boolean writes;

    ReplicaPart(String name, String life, boolean writes) {
      this.name = name;
      this.life = life;
      this.writes = writes;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String url() {
      return "";
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public List<Port> ports() {
      return List.of();
    }

    @Override
    public Launch prepare() throws IOException {
      Path own = Files.createDirectories(folder.resolve(name));
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("SPRING_APPLICATION_NAME", name);
      return new Launch(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx160m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              Replica.class.getName(),
              life),
          environment,
          own,
          Launch.log(own, name),
          "TERM");
    }

    @Override
    public void probe() throws IOException {
      if (writes && !journal.hasWritten(life)) {
        throw new IOException(name + " has committed nothing yet");
      }
      if (!writes && !journal.relaying().contains(name)) {
        throw new IOException(name + " does not relay yet");
      }
    }
  }
}
