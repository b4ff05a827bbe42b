package dev.thermocline.features.offline.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Fetches each file anew into a folder of the lease. */
public final class DownloadShelf implements FileShelf {
  private static final int CHUNK = 1 << 16;

  private final ObjectStore objects;
  private final Path root;

  public DownloadShelf(ObjectStore objects, Path root) {
    this.objects = objects;
    this.root = root.toAbsolutePath();
  }

  @Override
  public Lease fetch(Collection<SnapshotFile> files) {
    Map<String, Path> paths = new HashMap<>();
    Fetched lease = new Fetched(paths);
    try {
      Files.createDirectories(root);
      for (SnapshotFile file : files) {
        Path to = root.resolve(UUID.randomUUID() + ".parquet");
        paths.put(RowScan.address(file), to);
        fetch(file, to);
      }
      return lease;
    } catch (IOException e) {
      lease.close();
      throw new UncheckedIOException("A file of a snapshot cannot be kept on this disk", e);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private void fetch(SnapshotFile file, Path to) throws IOException {
    ObjectAddress address = new ObjectAddress(file.bucket(), file.key());
    Sha256 sha = new Sha256();
    try (ObjectContent content = objects.get(address, ReadOptions.whole().ifMatch(file.etag()));
        OutputStream out = Files.newOutputStream(to)) {
      InputStream in = content.bytes();
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sha.update(chunk, 0, n);
        out.write(chunk, 0, n);
      }
    } catch (ColdStoreException e) {
      throw failed(file, e);
    }
    if (file.sha256() != null && !file.sha256().equals(sha.hex())) {
      throw new ThermoclineException(
          ErrorKind.DATA_DAMAGED,
          "%s is not what it was when its snapshot was made. Restore it, or retract the snapshot."
              .formatted(address));
    }
  }

  private static ThermoclineException failed(SnapshotFile file, ColdStoreException e) {
    String name = file.bucket() + "/" + file.key();
    return switch (e.reason()) {
      case CHANGED, NOT_FOUND ->
          new ThermoclineException(
              ErrorKind.SOURCE_CHANGED,
              "%s was changed or removed since its snapshot was registered. Register it again and retract the old snapshot."
                  .formatted(name),
              e);
      default ->
          new ThermoclineException(
              ErrorKind.UNAVAILABLE,
              "%s cannot be read from object storage now. Try again.".formatted(name),
              e);
    };
  }

  private record Fetched(Map<String, Path> paths) implements Lease {
    @Override
    public void close() {
      try {
        for (Path path : paths.values()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Fetched files cannot be removed", e);
      }
    }
  }
}
