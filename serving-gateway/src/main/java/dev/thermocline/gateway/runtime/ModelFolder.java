package dev.thermocline.gateway.runtime;

import java.nio.file.Path;
import java.util.Set;

/**
 * The files of a version on local disk, each checked against its digest.
 *
 * @param root the folder; nothing outside of it belongs to the model
 * @param files paths relative to the root, with '/' between names
 */
public record ModelFolder(Path root, Set<String> files, long bytes) {
  public ModelFolder {
    files = Set.copyOf(files);
  }
}
