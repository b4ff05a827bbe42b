package dev.thermocline.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start one process.
 *
 * @param environment added to the environment of the launcher
 * @param log receives what it prints; appended
 * @param stopSignal the signal that asks it to stop cleanly and soon
 */
public record Launch(
    List<String> command,
    Map<String, String> environment,
    Path folder,
    Path log,
    String stopSignal) {
  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The usual place of a log: a folder beside those of the parts. */
  public static Path log(Path folder, String part) {
    return folder.resolveSibling("logs").resolve(part + ".log");
  }

  public Launch(List<String> command, Path folder, Path log, String stopSignal) {
    this(command, Map.of(), folder, log, stopSignal);
  }
}
