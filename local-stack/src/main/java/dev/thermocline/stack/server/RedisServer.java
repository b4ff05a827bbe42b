package dev.thermocline.stack.server;

import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One small Redis or Valkey, furnished for what it keeps. */
public final class RedisServer implements Part {
  /** What a server keeps decides its policy. */
  public enum Purpose {
    /** Online features: a full store refuses writes and loses nothing. */
    FEATURES(
        """
        maxmemory-policy noeviction
        appendonly yes
        appendfsync everysec
        # One packed field per view stays a listpack up to this size: a third of the memory.
        hash-max-listpack-value 4096
        """),
    /** Cached predictions: the least recently used goes first, and nothing is written to disk. */
    CACHE(
        """
        maxmemory-policy allkeys-lru
        appendonly no
        """);

    private final String settings;

    Purpose(String settings) {
      this.settings = settings;
    }
  }

  private static final Pattern VALKEY = Pattern.compile("valkey_version:([\\d.]+)");
  private static final Pattern REDIS = Pattern.compile("redis_version:([\\d.]+)");

  private final Purpose purpose;
  private final Path folder;
  private final Path programs;
  private final Port port;
  private final String password;
  private final int databases;
  private final List<User> users;
  private volatile String version = "";

  public RedisServer(
      Purpose purpose,
      Path folder,
      Path programs,
      Port port,
      String password,
      int databases,
      List<User> users) {
    this.purpose = purpose;
    this.folder = folder;
    this.programs = programs;
    this.port = port;
    this.password = password;
    this.databases = databases;
    this.users = List.copyOf(users);
  }

  @Override
  public String name() {
    return switch (purpose) {
      case FEATURES -> "redis-features";
      case CACHE -> "redis-cache";
    };
  }

  @Override
  public List<Port> ports() {
    return List.of(port);
  }

  @Override
  public Launch prepare() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    Path settings =
        PrivateFile.write(
            folder.resolve("redis.conf"),
            """
            bind 127.0.0.1
            port %d
            databases %d
            requirepass %s
            dir "%s"
            save ""
            maxmemory 256mb
            %s%s\
            """
                .formatted(
                    port.number(), databases, password, data, purpose.settings, userLines()));
    return new Launch(
        List.of(RedisPrograms.find(programs).toString(), settings.toString()),
        folder,
        Launch.log(folder, name()),
        "TERM");
  }

  private String userLines() {
    StringBuilder lines = new StringBuilder();
    for (User user : users) {
      lines.append("user %s on >%s %s%n".formatted(user.name(), user.password(), user.rules()));
    }
    return lines.toString();
  }

  @Override
  public void probe() throws IOException {
    try (RedisConnection connection = RedisConnection.open(admin())) {
      connection.call("PING");
    }
  }

  @Override
  public void furnish() throws IOException {
    try (RedisConnection connection = RedisConnection.open(admin())) {
      String info = connection.call("INFO", "server");
      Matcher valkey = VALKEY.matcher(info);
      Matcher redis = REDIS.matcher(info);
      if (valkey.find()) {
        version = "Valkey " + valkey.group(1);
      } else if (redis.find()) {
        version = "Redis " + redis.group(1);
      }
    }
  }

  @Override
  public Optional<String> wayOut(List<String> said) {
    return said.stream().anyMatch(line -> line.contains("Can't handle RDB format"))
        ? Optional.of(
            "a newer Redis or a Valkey wrote the data in %s. Put that server on PATH again, or delete all data with `./thermocline reset`"
                .formatted(folder.resolve("data")))
        : Optional.empty();
  }

  @Override
  public String url() {
    return "redis://127.0.0.1:" + port.number();
  }

  @Override
  public String version() {
    return version;
  }

  /** With the credentials of its administrator. */
  public URI admin() {
    return as("default", password);
  }

  public URI as(String user, String userPassword) {
    return URI.create("redis://" + user + ":" + userPassword + "@127.0.0.1:" + port.number());
  }

  /**
   * Somebody who may log in.
   *
   * @param rules what they may do, in Redis' own words
   */
  public record User(String name, String password, String rules) {}
}
