package dev.thermocline.stack.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Parts whose supervisor has gone and that have not ended yet. */
public final class Leftovers {
  private Leftovers() {}

  public static List<String> alive(Path pids) throws IOException {
    List<String> alive = new ArrayList<>();
    if (!Files.isDirectory(pids)) {
      return alive;
    }
    try (Stream<Path> files = Files.list(pids)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".pid")).toList()) {
        String part = file.getFileName().toString().replaceFirst("\\.pid$", "");
        String pid = read(file).split(" ", 2)[0];
        if (!pid.isEmpty() && Processes.isRunning(Long.parseLong(pid), null)) {
          alive.add(part);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of(); // the guard has just finished
    }
    return alive;
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
