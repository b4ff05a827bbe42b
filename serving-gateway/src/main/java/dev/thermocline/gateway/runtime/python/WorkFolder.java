package dev.thermocline.gateway.runtime.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A short-lived folder of one worker: its socket and its home. It lies in the system's folder for
 * such things, because the path of a socket has at most some hundred bytes.
 */
final class WorkFolder {
  private static final String PREFIX = "thermocline-python-";

  private WorkFolder() {}

  static Path create() throws IOException {
    return Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
  }

  /** Those of gateways that were killed. */
  static void removeAbandoned() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> folders;
    try (Stream<Path> all = Files.list(parent)) {
      folders = all.filter(path -> path.getFileName().toString().startsWith(PREFIX)).toList();
    }
    for (Path folder : folders) {
      String[] words = folder.getFileName().toString().substring(PREFIX.length()).split("-", -1);
      if (words[0].matches("\\d{1,18}")
          && ProcessHandle.of(Long.parseLong(words[0])).isEmpty()
          && Files.isWritable(folder)) {
        remove(folder);
      }
    }
  }

  static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = new ArrayList<>(paths.toList());
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
