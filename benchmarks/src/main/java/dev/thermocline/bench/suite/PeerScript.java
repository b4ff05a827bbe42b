package dev.thermocline.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A piece of work by a tool of Python, in a process of its own that prints its seconds last. */
final class PeerScript {
  private PeerScript() {}

  static Duration seconds(String script, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("python3", Path.of("benchmarks", "peers", script).toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("benchmarks/peers/" + script + " failed: " + said);
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
