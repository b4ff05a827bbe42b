package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** Where the servers of the platform stand, which are beside its own addresses. */
final class Platform {
  private Platform() {}

  /** What a variable says, or else the local stack's file. */
  static String address(String variable, String pointer) {
    String own = System.getenv(variable);
    if (own != null) {
      return own;
    }
    Path home = Path.of(System.getenv().getOrDefault("THERMOCLINE_HOME", "."));
    Path local = home.resolve(".thermocline").resolve("platform.json");
    Path file = Files.exists(local) ? local : home.resolve("platform.json");
    try {
      return JsonMapper.shared().readTree(Files.readString(file)).at(pointer).asString();
    } catch (IOException e) {
      throw new UncheckedIOException(variable + " is not set", e);
    }
  }
}
