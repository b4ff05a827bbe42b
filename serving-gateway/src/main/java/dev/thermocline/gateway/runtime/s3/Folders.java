package dev.thermocline.gateway.runtime.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the folders of versions within a bound, the longest unused leaving first. */
final class Folders {
  private final Path home;
  private final long bound;

  Folders(Path home, long bound) {
    this.home = home;
    this.bound = bound;
  }

  private record Folder(Path path, long bytes, FileTime usedAt) {}

  /** Models in memory do not need their files any more, so that any folder may go but this one. */
  synchronized void evict(String justUsed) throws IOException {
    List<Folder> folders = new ArrayList<>();
    long total = 0;
    try (Stream<Path> children = Files.list(home)) {
      for (Path child : children.toList()) {
        Folder folder = new Folder(child, bytes(child), Files.getLastModifiedTime(child));
        total += folder.bytes();
        folders.add(folder);
      }
    }
    if (total <= bound) {
      return;
    }
    folders.sort(Comparator.comparing(Folder::usedAt));
    for (Folder folder : folders) {
      // Down to 80%, so that not every new version has to clear up.
      if (total <= bound / 5 * 4) {
        return;
      }
      if (!folder.path().getFileName().toString().equals(justUsed)) {
        delete(folder.path());
        total -= folder.bytes();
      }
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // Somebody else was faster.
    }
  }
}
