package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The program of python-runtime's container, as a process. */
public final class RunningSupervisor implements AutoCloseable {
  private final Process process;
  private final Path workers;

  public RunningSupervisor(PythonModels models, Path workers) throws IOException {
    this.workers = workers;
    ProcessBuilder builder =
        new ProcessBuilder(
            models.interpreter().toString(),
            "-m",
            "thermocline_runtime.supervisor",
            "--models",
            models.folder().toString(),
            "--workers",
            workers.toString());
    builder
        .environment()
        .put("PYTHONPATH", Path.of("..", "python-runtime", "src").toRealPath().toString());
    process = builder.start();
    BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
    String line = log.readLine();
    while (line != null && !line.contains("The supervisor listens.")) {
      line = log.readLine();
    }
    assertThat(line).as("the supervisor started").isNotNull();
    Thread _ = Thread.ofVirtual().start(() -> listen(log));
  }

  /** It must never wait for somebody to read what it says. */
  private static void listen(BufferedReader log) {
    try (log) {
      long _ = log.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // With it ends what it says.
    }
  }

  public Path socket() {
    return workers.resolve("supervisor.sock");
  }

  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(30));
  }
}
