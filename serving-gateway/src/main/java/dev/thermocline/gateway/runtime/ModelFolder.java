package dev.thermocline.gateway.runtime;

import java.nio.file.Path;
import java.util.Set;

/**
 * The files of a version on local disk, each checked against its digest. They stay until it is
 * closed.
 *
 * @param root the folder; nothing outside of it belongs to the model
 * @param files paths relative to the root, with '/' between names
 * @param release called when it is closed
 */
public record ModelFolder(Path root, Set<String> files, long bytes, Runnable release)
    implements AutoCloseable {
  public ModelFolder {
    files = Set.copyOf(files);
  }

  /** Of files that nobody takes away. */
  public ModelFolder(Path root, Set<String> files, long bytes) {
    this(root, files, bytes, () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
