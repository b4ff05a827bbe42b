package dev.thermocline.gateway.check;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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

  /** What is left of it, counted from the start of this process. */
  Duration left() {
    return budget.minusMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /** The last line of the check, which the script prints; several parts of it add up. */
  static void report(long passed, long failed) throws IOException {
    Path summary = Files.createDirectories(Path.of("target", "checks")).resolve("summary");
    long[] before = {0, 0};
    if (Files.exists(summary)) {
      String[] words = Files.readString(summary).split("\\D+", -1);
      before = new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }
    Files.writeString(
        summary, "%d passed, %d failed%n".formatted(before[0] + passed, before[1] + failed));
  }
}
