package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What processes of this machine take, shared pages counted in parts (PSS). */
final class Pss {
  private static final String STATE = "run/state.json";

  private Pss() {}

  /** The registry of the local platform, or why it cannot be said. */
  static String ofRegistry() {
    Path home = Path.of(System.getenv().getOrDefault("THERMOCLINE_HOME", ".thermocline"));
    if (!Files.exists(home.resolve(STATE))) {
      return "unknown: no local platform in " + home;
    }
    Long bytes = ofParts(home).get("registry");
    return bytes == null
        ? "unknown: no registry in " + home
        : String.format(Locale.ROOT, "%,d MB", bytes / 1024 / 1024);
  }

  /** In bytes, of every part of a local platform with what it started. */
  static Map<String, Long> ofParts(Path home) {
    Map<String, Long> parts = new LinkedHashMap<>();
    try {
      JsonNode state = JsonMapper.shared().readTree(Files.readString(home.resolve(STATE)));
      for (JsonNode part : state.path("parts")) {
        ProcessHandle.of(part.path("pid").asLong())
            .ifPresent(process -> parts.put(part.path("name").asString(), bytes(process)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts;
  }

  private static long bytes(ProcessHandle first) {
    return Stream.concat(Stream.of(first), first.descendants()).mapToLong(Pss::kilobytes).sum()
        * 1024;
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
