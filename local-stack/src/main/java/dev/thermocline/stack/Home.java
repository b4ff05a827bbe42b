package dev.thermocline.stack;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where things lie.
 *
 * @param checkout the sources, and what is built from them
 * @param folder data, secrets and logs of one platform; {@code .thermocline} unless {@code
 *     THERMOCLINE_HOME} says otherwise
 */
public record Home(Path checkout, Path folder) {
  public static Home of(Path checkout, Map<String, String> environment) {
    Path root = checkout.toAbsolutePath().normalize();
    String chosen = environment.get("THERMOCLINE_HOME");
    return new Home(
        root,
        chosen == null || chosen.isBlank()
            ? root.resolve(".thermocline")
            : Path.of(chosen).toAbsolutePath().normalize());
  }

  /** What several platforms of one checkout share: built services, unpacked programs, caches. */
  public Path shared() {
    return checkout.resolve(".thermocline");
  }

  public Path services() {
    return shared().resolve("services");
  }

  public Path programs() {
    return shared().resolve("programs");
  }

  public Path caches() {
    return shared().resolve("aot");
  }

  public Path data(String part) {
    return folder.resolve("data").resolve(part);
  }

  public Path logs() {
    return folder.resolve("data").resolve("logs");
  }

  public Path secrets() {
    return folder.resolve("secrets");
  }

  public Path run() {
    return folder.resolve("run");
  }

  public Path platformFile() {
    return folder.resolve("platform.json");
  }
}
