package dev.thermocline.testkit;

import dev.thermocline.stack.ServerAddresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Real Postgres, Redis, Kafka and S3 for one test class. The servers are started once for the whole
 * run; what the class sees of them is its own: a schema, a database number of each Redis, a prefix
 * of topics, and buckets. Each is made when it is first asked for.
 */
public final class Servers {
  private static final Map<Class<?>, Servers> OF_CLASSES = new ConcurrentHashMap<>();

  private final ServerAddresses addresses;
  private final IsolatedSpace space;

  private Servers(ServerAddresses addresses, IsolatedSpace space) {
    this.addresses = addresses;
    this.space = space;
  }

  /** The servers as the given test class sees them; always the same for the same class. */
  public static Servers of(Class<?> testClass) {
    return OF_CLASSES.computeIfAbsent(
        testClass,
        name -> {
          ServerAddresses addresses = ServersOfRun.addresses();
          return new Servers(addresses, new IsolatedSpace(addresses, name.getSimpleName()));
        });
  }

  public Postgres postgres() {
    return new Postgres(
        addresses.postgresUrl(),
        addresses.postgresUser(),
        addresses.postgresPassword(),
        space.schema());
  }

  /** The Redis of online features, with the number of this class's own database as its path. */
  public URI featuresRedis() {
    return space.featuresRedis();
  }

  /** The Redis of cached predictions, with the number of this class's own database as its path. */
  public URI cacheRedis() {
    return space.cacheRedis();
  }

  /**
   * The broker; the platform's own topics exist under the prefix, others are the test's to make.
   */
  public Kafka kafka() {
    return new Kafka(addresses.kafkaBootstrapServers(), space.topicPrefix());
  }

  public S3 s3() {
    return new S3(
        addresses.s3Endpoint(), addresses.s3AccessKey(), addresses.s3SecretKey(), space.buckets());
  }

  /** A folder of this class's own, where the next clean build takes it away. */
  private Path dataFolder() {
    return Path.of("target", "test-data", postgres().schema()).toAbsolutePath();
  }

  /** Everything as settings of the services, with the door open for whoever is on this machine. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("thermocline.auth.mode", "open");
    settings.put("thermocline.data-folder", dataFolder().toString());
    settings.put("thermocline.postgres.url", postgres().url());
    settings.put("thermocline.postgres.user", postgres().user());
    settings.put("thermocline.postgres.password", postgres().password());
    settings.put("thermocline.postgres.schema", postgres().schema());
    settings.put("thermocline.redis.features-url", featuresRedis().toString());
    settings.put("thermocline.redis.cache-url", cacheRedis().toString());
    settings.put("thermocline.kafka.bootstrap-servers", kafka().bootstrap());
    settings.put("thermocline.kafka.topic-prefix", kafka().topicPrefix());
    settings.put("thermocline.s3.endpoint", s3().endpoint().toString());
    settings.put("thermocline.s3.public-endpoint", s3().endpoint().toString());
    settings.put("thermocline.s3.region", "us-east-1");
    settings.put("thermocline.s3.access-key", s3().accessKey());
    settings.put("thermocline.s3.secret-key", s3().secretKey());
    s3().buckets()
        .forEach((name, bucket) -> settings.put("thermocline.s3.buckets." + name, bucket));
    return settings;
  }

  public record Postgres(String url, String user, String password, String schema) {}

  public record Kafka(String bootstrap, String topicPrefix) {}

  /**
   * The object store.
   *
   * @param buckets the bucket of this class for each of the platform's names
   */
  public record S3(URI endpoint, String accessKey, String secretKey, Map<String, String> buckets) {
    /** The bucket that stands for {@code mlflow-artifacts}, {@code model-artifacts} and so on. */
    public String bucket(String name) {
      String bucket = buckets.get(name);
      if (bucket == null) {
        throw new IllegalArgumentException("no bucket " + name + "; there are " + buckets.keySet());
      }
      return bucket;
    }
  }
}
