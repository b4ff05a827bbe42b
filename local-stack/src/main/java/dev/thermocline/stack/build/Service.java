package dev.thermocline.stack.build;

import java.nio.file.Path;
import java.util.List;

/**
 * A built service.
 *
 * @param jar its unpacked boot jar; the libraries lie beside it
 * @param digest of the sources that it was built from
 * @param heap the JVM's options on it
 */
public record Service(String name, Path jar, String version, String digest, List<String> heap) {
  public Service {
    heap = List.copyOf(heap);
  }
}
