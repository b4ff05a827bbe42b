package dev.thermocline.cold.disk;

import java.nio.file.Path;

/**
 * A file of the cache in use. Its bytes were verified; it stays until closed, whatever else is
 * evicted. Not to be written to.
 */
public final class CachedFile implements AutoCloseable {
  private final String sha256;
  private final Path path;
  private final Runnable release;
  private boolean closed;

  CachedFile(String sha256, Path path, Runnable release) {
    this.sha256 = sha256;
    this.path = path;
    this.release = release;
  }

  public String sha256() {
    return sha256;
  }

  public Path path() {
    return path;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
