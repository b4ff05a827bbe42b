package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The same join by tools of Python, each in a process of its own that times itself. */
final class PeerJoins {
  private static final Path SCRIPT = Path.of("benchmarks", "peers", "join.py");

  private final Path entityRows;
  private final Path history;
  private final Path result;

  PeerJoins(Path entityRows, Path history, Path result) {
    this.entityRows = entityRows;
    this.history = history;
    this.result = result;
  }

  Duration run(String peer) {
    List<String> command =
        List.of(
            "python3",
            SCRIPT.toString(),
            peer,
            entityRows.toString(),
            history.toString(),
            result.toString());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
      }
      String seconds = said.substring(said.lastIndexOf('\n') + 1);
      return Duration.ofNanos((long) (Double.parseDouble(seconds) * 1e9));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
