package dev.thermocline.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The platform under test: the one that the environment names, else the local stack's.
 *
 * @param token what opens it
 */
public record Target(URI registry, URI features, URI gateway, String token) {
  private static final Path LOCAL = Path.of(".thermocline", "platform.json");

  public static Target find(Map<String, String> environment) throws IOException {
    String registry = environment.get("THERMOCLINE_REGISTRY_URL");
    if (registry != null) {
      return new Target(
          URI.create(registry),
          URI.create(environment.getOrDefault("THERMOCLINE_FEATURES_URL", "http://127.0.0.1:8082")),
          URI.create(environment.getOrDefault("THERMOCLINE_GATEWAY_URL", "http://127.0.0.1:8000")),
          environment.getOrDefault("THERMOCLINE_TOKEN", ""));
    }
    Path home = Path.of(environment.getOrDefault("THERMOCLINE_HOME", "."));
    Path file =
        Files.exists(home.resolve(LOCAL)) ? home.resolve(LOCAL) : home.resolve("platform.json");
    if (!Files.exists(file)) {
      throw new IOException("no platform is up: './thermocline up --detach' starts one");
    }
    JsonNode found = JsonMapper.shared().readTree(file.toFile());
    return new Target(
        URI.create(found.get("registry").asString()),
        URI.create(found.get("features").asString()),
        URI.create(found.get("gateway").asString()),
        Files.readString(Path.of(found.get("tokenFile").asString())).strip());
  }

  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
  }
}
