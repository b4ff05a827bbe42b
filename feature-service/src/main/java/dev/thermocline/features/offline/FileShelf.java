package dev.thermocline.features.offline;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** Local copies of files in object storage, each checked against its digest before it is used. */
public interface FileShelf {
  /** Fetches what is not there yet. The copies stay until the lease is closed. */
  Lease fetch(Collection<SnapshotFile> files);

  /** Copies in use. */
  interface Lease extends AutoCloseable {
    /** By {@link RowScan#address}. */
    Map<String, Path> paths();

    /** The SHA-256 of each, by {@link RowScan#address}. */
    Map<String, String> digests();

    @Override
    void close();
  }
}
