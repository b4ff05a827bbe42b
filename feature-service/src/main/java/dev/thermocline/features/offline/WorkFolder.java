package dev.thermocline.features.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Local files of work that is under way, in a folder of this process alone. What a life before left
 * behind goes when the folder is opened.
 */
public final class WorkFolder {
  private final Path root;

  public WorkFolder(Path root) {
    this.root = root.toAbsolutePath();
    remove(this.root);
  }

  /** A folder for one piece of work, gone with what lies in it when it is closed. */
  public Room open() {
    try {
      return new Room(Files.createDirectories(root.resolve(UUID.randomUUID().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException("The folder for work on files cannot be made", e);
    }
  }

  /** A folder in use. */
  public record Room(Path folder) implements AutoCloseable {
    public Path file(String name) {
      return folder.resolve(name);
    }

    @Override
    public void close() {
      remove(folder);
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> inner = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inner) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
