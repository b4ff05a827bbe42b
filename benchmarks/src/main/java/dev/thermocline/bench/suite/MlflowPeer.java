package dev.thermocline.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** MLflow's own server beside the platform, on the same Postgres, until this process ends. */
final class MlflowPeer {
  private MlflowPeer() {}

  /** Starts it and returns when it answers. */
  static URI start() {
    try {
      Process process =
          new ProcessBuilder(List.of("python3", "benchmarks/peers/mlflow_server.py"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      // It ends, and drops its database, when its input is closed; that happens at the latest when
      // this process does.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith("http://")) {
          return URI.create(line);
        }
        System.err.println(line);
      }
      throw new IllegalStateException("mlflow's server did not start; its reason stands above");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
