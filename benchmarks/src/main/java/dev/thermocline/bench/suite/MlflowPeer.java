package dev.thermocline.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** MLflow's own server beside the platform, on the same Postgres, until this process ends. */
final class MlflowPeer {
  private final Process process;
  private final BufferedReader said;
  private final URI url;

  private MlflowPeer(Process process) throws IOException {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.UTF_8);
    this.url = URI.create(await("http://"));
  }

  /** Starts it and returns when it answers. */
  static MlflowPeer start() {
    try {
      Process process =
          new ProcessBuilder(List.of("python3", "benchmarks/peers/mlflow_server.py"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      // It ends, and drops its database, when its input is closed; that happens at the latest when
      // this process does.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
      return new MlflowPeer(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return url;
  }

  /** The process that starts all others of the server. */
  ProcessHandle process() {
    return process.toHandle();
  }

  /** Says something to its script, and returns when that is done. */
  void tell(String words) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(words).append('\n').flush();
      await("done");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String await(String start) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
      System.err.println(line);
    }
    throw new IllegalStateException("mlflow's server does not go on; its reason stands above");
  }

  private static void stop(Process process) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
      process.waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
