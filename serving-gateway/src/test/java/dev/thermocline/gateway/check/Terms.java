package dev.thermocline.gateway.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How long a check may take and how it was asked for; where it says how it went. */
record Terms(long seed, Duration budget, boolean full) {
  /** As the script passes them on; the gateways take none of its variables for a setting. */
  static Terms asked() {
    return new Terms(
        Long.getLong("check.seed", 1),
        Duration.ofSeconds(Long.getLong("check.seconds", 300)),
        Boolean.getBoolean("check.full"));
  }

  /** The last line of the check, which the script prints. */
  static void report(long passed, long failed) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "checks"));
    Files.writeString(
        folder.resolve("summary"), "%d passed, %d failed%n".formatted(passed, failed));
  }
}
