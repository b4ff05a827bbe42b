package dev.thermocline.stack.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A part that was started and served. */
public final class RunningPart {
  /** Long, because a JVM that notes what its cache should hold takes its time on a busy machine. */
  private static final Duration CLEAN_STOP = Duration.ofMinutes(4);

  private final Part part;
  private final Launch launch;
  private final Process process;
  private final Guard guard;

  RunningPart(Part part, Launch launch, Process process, Guard guard) {
    this.part = part;
    this.launch = launch;
    this.process = process;
    this.guard = guard;
  }

  public Part part() {
    return part;
  }

  public String name() {
    return part.name();
  }

  public Path log() {
    return launch.log();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** When the system says that it started: with the pid, it names this process and no other. */
  public Instant since() {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** Completes when the process has ended, however it ended. */
  public CompletableFuture<Process> ended() {
    return process.onExit();
  }

  public int exitCode() {
    return process.exitValue();
  }

  /** Stops it, and lets it prepare its next start. */
  public void stopForLong(Consumer<String> progress) throws IOException, InterruptedException {
    boolean wasAlive = stop();
    progress.accept("stopped " + part.name());
    if (wasAlive) {
      part.stopped(guard, progress);
    }
  }

  /**
   * Asks it to stop, and makes it if it does not listen.
   *
   * @return whether it was still alive
   */
  public boolean stop() throws IOException, InterruptedException {
    boolean alive = process.isAlive();
    if (alive) {
      new ProcessBuilder("kill", "-s", launch.stopSignal(), Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      if (!process.waitFor(CLEAN_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    guard.forget(part.name());
    return alive;
  }

  /** Ends it at once, as kill -9 does; for tests of what follows. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
