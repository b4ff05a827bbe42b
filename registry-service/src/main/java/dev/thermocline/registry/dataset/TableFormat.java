package dev.thermocline.registry.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads from files of one format how many rows they have, and of what. Thread-safe. */
public interface TableFormat {
  boolean reads(String path);

  /**
   * Reads as little as the format allows.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException INVALID_ARGUMENT when the file is not of
   *     this format
   */
  Shape read(String path, long size, Source source) throws IOException;

  /** The bytes of a file from a position on; the caller closes them. */
  interface Source {
    InputStream from(long position) throws IOException;
  }

  /** What a table consists of. */
  record Shape(List<Column> columns, long rows) {
    public Shape {
      columns = List.copyOf(columns);
    }
  }
}
