package dev.thermocline.cold.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where things lie in the cache's folder: {@code objects/ab/<sha256>}, beside each a stamp {@code
 * used/<sha256>} whose time says when it was used last, {@code arriving/} and {@code folders/}.
 */
final class CacheFiles {
  private final Path objects;
  private final Path used;
  private final Path arriving;
  private final Path folders;

  CacheFiles(Path root) throws IOException {
    objects = Files.createDirectories(root.resolve("objects"));
    used = Files.createDirectories(root.resolve("used"));
    arriving = Files.createDirectories(root.resolve("arriving"));
    folders = Files.createDirectories(root.resolve("folders"));
  }

  /** A file as it lies there. */
  record Stored(String sha256, Path path, long size, Instant lastUsed) {}

  /** What tells whether a file was touched since it was verified. */
  record Identity(long size, FileTime modified, Object key) {
    static Optional<Identity> of(Path path) throws IOException {
      try {
        var found = Files.readAttributes(path, BasicFileAttributes.class);
        Object key = found.fileKey() == null ? "" : found.fileKey();
        return Optional.of(new Identity(found.size(), found.lastModifiedTime(), key));
      } catch (NoSuchFileException missing) {
        return Optional.empty();
      }
    }
  }

  Path object(String sha256) {
    return objects.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  Path arriving(String name) {
    return arriving.resolve(name);
  }

  Path folders() {
    return folders;
  }

  void touch(String sha256, Instant now) throws IOException {
    Path stamp = used.resolve(sha256);
    try {
      Files.setLastModifiedTime(stamp, FileTime.from(now));
    } catch (NoSuchFileException first) {
      try {
        Files.createFile(stamp);
      } catch (FileAlreadyExistsException another) {
        // Another process stamped it at this moment.
      }
      Files.setLastModifiedTime(stamp, FileTime.from(now));
    }
  }

  void delete(String sha256) throws IOException {
    Files.deleteIfExists(object(sha256));
    Files.deleteIfExists(used.resolve(sha256));
  }

  List<Stored> stored() throws IOException {
    List<Stored> found = new ArrayList<>();
    for (Path path : regularFiles(objects)) {
      Optional<Identity> identity = Identity.of(path);
      if (identity.isPresent()) {
        String sha256 = path.getFileName().toString();
        found.add(new Stored(sha256, path, identity.get().size(), lastUsed(sha256)));
      }
    }
    return found;
  }

  /** Files on their way; each was made with its whole size as its name's end. */
  List<Path> onTheirWay() throws IOException {
    return regularFiles(arriving);
  }

  static long announcedSize(Path arriving) {
    String name = arriving.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(root)) {
      all = new ArrayList<>(paths.toList());
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }

  private Instant lastUsed(String sha256) throws IOException {
    try {
      return Files.getLastModifiedTime(used.resolve(sha256)).toInstant();
    } catch (NoSuchFileException neverStamped) {
      return Instant.EPOCH;
    }
  }

  private static List<Path> regularFiles(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException vanishedMeanwhile) {
      if (vanishedMeanwhile.getCause() instanceof NoSuchFileException) {
        return regularFiles(root);
      }
      throw vanishedMeanwhile.getCause();
    }
  }
}
