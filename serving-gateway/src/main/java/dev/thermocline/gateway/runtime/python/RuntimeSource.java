package dev.thermocline.gateway.runtime.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The worker's own program, which travels inside the gateway and is laid out for Python to read.
 */
final class RuntimeSource {
  private static final List<String> FILES =
      List.of(
          "__init__",
          "__main__",
          "errors",
          "http",
          "logs",
          "messages",
          "metrics",
          "model",
          "network",
          "parent",
          "queueing",
          "scoring",
          "tensors",
          "worker");

  private final Path folder;

  RuntimeSource(Path folder) {
    this.folder = folder;
  }

  /** What PYTHONPATH is to name. Written anew, so that it is always this gateway's version. */
  Path folder() {
    Path program = folder.resolve("thermocline_runtime");
    try {
      Files.createDirectories(program);
      for (String name : FILES) {
        copy(name + ".py", program);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("the Python runtime cannot be laid out", unwritable);
    }
    return folder;
  }

  private static void copy(String name, Path to) throws IOException {
    try (InputStream in =
        RuntimeSource.class.getResourceAsStream("/python-runtime/thermocline_runtime/" + name)) {
      if (in == null) {
        throw new IOException("the gateway was built without " + name);
      }
      Path arriving = Files.createTempFile(to, name, ".part");
      long _ = Files.copy(in, arriving, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          arriving,
          to.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
