package dev.thermocline.stack.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts a part and waits until it serves, or says why it does not. */
public final class PartStarter {
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(40);
  private static final int LINES_OF_LOG = 12;

  private final Guard guard;
  private final Duration patience;

  public PartStarter(Guard guard, Duration patience) {
    this.guard = guard;
    this.patience = patience;
  }

  /**
   * Starts one part.
   *
   * @throws StackFailure if it cannot start or does not serve in time; nothing is left running then
   */
  public RunningPart start(Part part) throws InterruptedException {
    for (Part.Port port : part.ports()) {
      if (!LoopbackPorts.isFree(port.number())) {
        throw new StackFailure(
            part.name(),
            "port " + port.number() + " of 127.0.0.1 is taken by another program",
            "stop that program, or choose another port with " + port.setting());
      }
    }
    Launch launch;
    Process process;
    long logStart;
    try {
      launch = part.prepare();
      logStart = Files.exists(launch.log()) ? Files.size(launch.log()) : 0;
      process = guard.start(part.name(), launch);
    } catch (IOException e) {
      throw new StackFailure(
          part.name(),
          reason(e),
          "give the folder to this user or make room on its disk; THERMOCLINE_HOME names another",
          e);
    }
    RunningPart running = new RunningPart(part, launch, process, guard);
    boolean served = false;
    try {
      awaitService(part, launch.log(), logStart, process);
      part.furnish();
      served = true;
      return running;
    } catch (StackFailure | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new StackFailure(
          part.name(),
          "it started, but could not be furnished: " + reason(e),
          "see " + launch.log() + tail(launch.log(), logStart),
          e);
    } finally {
      if (!served) {
        stopQuietly(running);
      }
    }
  }

  private void awaitService(Part part, Path log, long logStart, Process process)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Exception last;
      try {
        part.probe();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      if (!process.isAlive()) {
        String wayOut =
            part.wayOut(LogTail.telling(log, logStart, LINES_OF_LOG))
                .orElse("repair what the log says (whole log: " + log + "), then start again");
        throw new StackFailure(
            part.name(),
            "it ended with code " + process.exitValue() + " while starting" + tail(log, logStart),
            wayOut,
            last);
      }
      if (System.nanoTime() > deadline) {
        throw new StackFailure(
            part.name(),
            "it does not serve after "
                + patience.toSeconds()
                + " s: "
                + reason(last)
                + tail(log, logStart),
            "see " + log + "; a machine under load may need a second try",
            last);
      }
      Thread.sleep(BETWEEN_PROBES);
    }
  }

  private static String tail(Path log, long from) {
    List<String> lines = LogTail.telling(log, from, LINES_OF_LOG);
    return lines.isEmpty()
        ? "; it printed nothing"
        : ". The last lines of its log:\n    " + String.join("\n    ", lines);
  }

  private static String reason(Exception e) {
    return switch (e) {
      case AccessDeniedException denied ->
          denied.getFile() + " may not be written by " + System.getProperty("user.name");
      case FileSystemException file when file.getReason() != null ->
          file.getFile() + ": " + file.getReason();
      case FileSystemException file -> file.getFile() + ": " + e.getClass().getSimpleName();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static void stopQuietly(RunningPart running) throws InterruptedException {
    try {
      running.stop();
    } catch (IOException e) {
      running.kill();
    }
  }
}
