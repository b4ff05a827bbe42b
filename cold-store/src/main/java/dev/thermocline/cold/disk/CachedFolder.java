package dev.thermocline.cold.disk;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder of verified files under the names that their reader expects, such as a model's. It stays
 * until closed, and its files stay in the cache.
 */
public final class CachedFolder implements AutoCloseable {
  private final Path path;
  private final List<CachedFile> files;
  private final Runnable remove;
  private boolean closed;

  CachedFolder(Path path, List<CachedFile> files, Runnable remove) {
    this.path = path;
    this.files = List.copyOf(files);
    this.remove = remove;
  }

  public Path path() {
    return path;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      remove.run();
      files.forEach(CachedFile::close);
    }
  }

  /**
   * One file of a folder.
   *
   * @param name its path in the folder, with {@code /} between names
   */
  public record Item(String name, String sha256, long size, Fetch fetch) {}
}
