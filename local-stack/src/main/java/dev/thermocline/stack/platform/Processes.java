package dev.thermocline.stack.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions about processes that this one did not start. */
public final class Processes {
  /** A pid is used again; the moment of its start tells one process from the next. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  private Processes() {}

  public static boolean isRunning(long pid, @Nullable Instant since) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process ->
            since == null
                || process
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, since).abs().compareTo(SAME_START) < 0)
                    .orElse(true))
        .isPresent();
  }

  public static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /**
   * The memory that the process and its children hold, in bytes: pages that several of them share
   * are counted once (PSS), where the system tells; else the resident set.
   */
  public static long memory(long pid) {
    return ProcessHandle.of(pid)
        .map(process ->
            Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(one -> memoryAlone(one.pid()))
                .sum())
        .orElse(0L);
  }

  /** The memory of this one process, without its children. */
  public static long memoryAlone(long pid) {
    Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
    try {
      if (Files.exists(rollup)) {
        return kilobytes(Files.readString(rollup), "Pss:");
      }
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      String answer =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return answer.isEmpty() ? 0 : Long.parseLong(answer) * 1024;
    } catch (IOException e) {
      return 0; // it has just ended
    }
  }

  private static long kilobytes(String text, String name) {
    return text.lines()
            .filter(line -> line.startsWith(name))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0)
        * 1024;
  }
}
