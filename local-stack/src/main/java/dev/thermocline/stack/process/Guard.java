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

  Path pidFile(String part) {
    return folder.resolve(part + ".pid");
  }

  /** The command that leaves a pid file and then becomes the given one: no moment between. */
  List<String> watched(String part, Launch launch) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "echo $$ " + launch.stopSignal() + " > \"$0\" && exec \"$@\"",
                pidFile(part).toString()));
    command.addAll(launch.command());
    return command;
  }

  void forget(String part) throws IOException {
    Files.deleteIfExists(pidFile(part));
  }

  /** Whatever is still running is stopped now. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
