package dev.thermocline.stack.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sees to it that no process outlives the JVM that started it, even if that JVM is killed: a small
 * shell that waits for the end of a pipe which only this JVM holds open, and then stops every
 * process that has left a pid file.
 */
public final class Guard implements AutoCloseable {
  private final Path folder;
  private final Process process;

  private Guard(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts the shell.
   *
   * @param folder of the pid files; made anew
   * @param throwAway folders to delete when the JVM has gone without deleting them itself
   */
  public static Guard start(Path folder, List<Path> throwAway) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    Path script = folder.resolve("guard.sh");
    try (InputStream source = Guard.class.getResourceAsStream("guard.sh")) {
      if (source == null) {
        throw new IOException("guard.sh is missing from the class path");
      }
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", script.toString(), folder.toString()));
    throwAway.forEach(path -> command.add(path.toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.getRoot().toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Guard(folder, process);
  }

  /** Starts a process that does not outlive this JVM. */
  Process start(String name, Launch launch) throws IOException {
    Files.createDirectories(launch.folder());
    Files.createDirectories(launch.log().toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(watched(name, launch))
            .directory(launch.folder().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
    // What a shell happens to hold is no setting of a part.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("THERMOCLINE_"));
    builder.environment().putAll(launch.environment());
    return builder.start();
  }

  private Path pidFile(String name) {
    return folder.resolve(name + ".pid");
  }

  /** The command that leaves a pid file and then becomes the given one: no moment between. */
  private List<String> watched(String name, Launch launch) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "echo $$ " + launch.stopSignal() + " > \"$0\" && exec \"$@\"",
                pidFile(name).toString()));
    command.addAll(launch.command());
    return command;
  }

  void forget(String name) throws IOException {
    Files.deleteIfExists(pidFile(name));
  }

  /** Whatever is still running is stopped now. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
