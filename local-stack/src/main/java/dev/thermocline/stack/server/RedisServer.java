package dev.thermocline.stack.server;

import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

  private final Purpose purpose;
  private final Path folder;
  private final Path programs;
  private final Port port;
  private final String password;
  private final int databases;

  public RedisServer(
      Purpose purpose, Path folder, Path programs, Port port, String password, int databases) {
    this.purpose = purpose;
    this.folder = folder;
    this.programs = programs;
    this.port = port;
    this.password = password;
    this.databases = databases;
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
            %s\
            """
                .formatted(port.number(), databases, password, data, purpose.settings));
    return new Launch(
        List.of(RedisPrograms.find(programs).toString(), settings.toString()),
        folder,
        folder.resolve(name() + ".log"),
        "TERM");
  }

  @Override
  public void probe() throws IOException {
    try (RedisConnection connection = RedisConnection.open(url())) {
      connection.call("PING");
    }
  }

  public URI url() {
    return URI.create("redis://default:" + password + "@127.0.0.1:" + port.number());
  }
}
