package dev.thermocline.stack.server;

import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a Redis or Valkey that is new enough: on PATH, else the bundled one. */
final class RedisPrograms {
  private static final String BUNDLED_VERSION = "7.0.15";
  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

  private RedisPrograms() {}

  static Path find(Path programs) throws IOException, InterruptedException {
    for (String name : List.of("redis-server", "valkey-server")) {
      Path onPath = onPath(name);
      if (onPath != null && isNewEnough(onPath)) {
        return onPath;
      }
    }
    return bundled(programs);
  }

  private static @Nullable Path onPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(":", -1)) {
      Path program = Path.of(folder.isEmpty() ? "." : folder, name);
      if (Files.isExecutable(program)) {
        return program.toAbsolutePath();
      }
    }
    return null;
  }

  /** Redis 7.0 or Valkey 7.2: the oldest that our scripts and layouts are tested with. */
  private static boolean isNewEnough(Path program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(said);
      return process.waitFor() == 0
          && version.find()
          && Integer.parseInt(version.group(1)) >= 7
          && (!said.contains("Valkey")
              || Integer.parseInt(version.group(1)) > 7
              || Integer.parseInt(version.group(2)) >= 2);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path bundled(Path programs) throws IOException {
    boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    String name =
        "redis-server-"
            + BUNDLED_VERSION
            + (mac ? "-darwin" : "-linux")
            + (arm ? "-arm64" : "-amd64");
    Path program = programs.resolve(name);
    if (Files.isExecutable(program)) {
      return program;
    }
    Files.createDirectories(programs);
    Path unfinished = Files.createTempFile(programs, "unpacking-", "");
    try (InputStream in = RedisPrograms.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new StackFailure(
            "redis",
            "no redis-server 7.0 or valkey-server 7.2 on PATH, and none bundled for this system",
            "install one, or set THERMOCLINE_REDIS_FEATURES_URL and THERMOCLINE_REDIS_CACHE_URL");
      }
      Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!unfinished.toFile().setExecutable(true, false)) {
      throw new IOException(unfinished + " cannot be made executable");
    }
    Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
    return program;
  }
}
