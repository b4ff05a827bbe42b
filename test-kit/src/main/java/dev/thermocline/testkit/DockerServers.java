package dev.thermocline.testkit;

import dev.thermocline.stack.ServerAddresses;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same servers as containers; Testcontainers removes them when this JVM has gone. */
final class DockerServers {
  private static final String PASSWORD = UUID.randomUUID().toString();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private DockerServers() {}

  /** Asks the engine's socket first: without one Testcontainers would search for a while. */
  static boolean engineAnswers() {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    if (host.startsWith("unix://")) {
      Path socket = Path.of(host.substring("unix://".length()));
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        return false;
      }
    }
    return DockerClientFactory.instance().isDockerAvailable();
  }

  // They live as long as the run; Testcontainers' reaper closes them.
  @SuppressWarnings("resource")
  static ServerAddresses start() {
    PostgreSQLContainer postgres =
        new PostgreSQLContainer("postgres:18")
            .withDatabaseName("thermocline")
            .withUsername("postgres")
            .withPassword(PASSWORD)
            .withCommand("postgres", "-c", "max_connections=500", "-c", "timezone=UTC")
            .withStartupTimeout(PATIENCE);
    GenericContainer<?> features =
        redis(
            "--maxmemory-policy",
            "noeviction",
            "--appendonly",
            "yes",
            "--hash-max-listpack-value",
            "4096");
    GenericContainer<?> cache = redis("--maxmemory-policy", "allkeys-lru", "--save", "");
    KafkaContainer kafka =
        new KafkaContainer("apache/kafka:4.2.1")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_NUM_PARTITIONS", "4")
            .withStartupTimeout(PATIENCE);
    GenericContainer<?> s3 =
        new GenericContainer<>("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z")
            .withEnv("MINIO_ROOT_USER", "thermocline")
            .withEnv("MINIO_ROOT_PASSWORD", PASSWORD)
            .withCommand("server", "/data")
            .withExposedPorts(9000)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(9000))
            .withStartupTimeout(PATIENCE);
    Startables.deepStart(postgres, features, cache, kafka, s3).join();
    return new ServerAddresses(
        postgres.getJdbcUrl(),
        postgres.getUsername(),
        postgres.getPassword(),
        redisUrl(features),
        redisUrl(cache),
        kafka.getBootstrapServers(),
        URI.create("http://" + s3.getHost() + ":" + s3.getMappedPort(9000)),
        "thermocline",
        PASSWORD);
  }

  @SuppressWarnings("resource")
  private static GenericContainer<?> redis(String... settings) {
    String[] command = new String[settings.length + 5];
    command[0] = "redis-server";
    command[1] = "--requirepass";
    command[2] = PASSWORD;
    command[3] = "--databases";
    command[4] = "4096";
    System.arraycopy(settings, 0, command, 5, settings.length);
    return new GenericContainer<>("redis:8")
        .withCommand(command)
        .withExposedPorts(6379)
        .withStartupTimeout(PATIENCE);
  }

  private static URI redisUrl(GenericContainer<?> redis) {
    return URI.create(
        "redis://default:" + PASSWORD + "@" + redis.getHost() + ":" + redis.getMappedPort(6379));
  }
}
