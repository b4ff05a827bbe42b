package dev.thermocline.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What processes of this machine take, shared pages counted in parts (PSS). */
final class Pss {
  private Pss() {}

  /** The registry of the local platform, or why it cannot be said. */
  static String ofRegistry() {
    Path home = Path.of(System.getenv().getOrDefault("THERMOCLINE_HOME", ".thermocline"));
    try {
      JsonNode state =
          JsonMapper.shared().readTree(Files.readString(home.resolve("run/state.json")));
      for (JsonNode part : state.path("parts")) {
        if (part.path("name").asString().equals("registry")) {
          return of(ProcessHandle.of(part.path("pid").asLong()).orElseThrow());
        }
      }
      return "unknown: no registry in " + home;
    } catch (IOException e) {
      return "unknown: no local platform (" + e.getMessage() + ")";
    }
  }

  /** A process with all that it started. */
  static String of(ProcessHandle first) {
    long[] sum = new long[2];
    Stream.concat(Stream.of(first), first.descendants())
        .forEach(process -> {
          sum[0] += kilobytes(process);
          sum[1]++;
        });
    return String.format(Locale.ROOT, "%,d MB in %d processes", sum[0] / 1024, sum[1]);
  }

  private static long kilobytes(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
