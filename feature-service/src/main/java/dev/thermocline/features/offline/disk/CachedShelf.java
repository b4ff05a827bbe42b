package dev.thermocline.features.offline.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.disk.CachedFile;
import dev.thermocline.cold.disk.DiskCache;
import dev.thermocline.cold.disk.Fetch;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Fetches files through the disk cache: what is there is not fetched again. */
final class CachedShelf implements FileShelf {
  private final ObjectStore objects;
  private final DiskCache cache;

  CachedShelf(ObjectStore objects, DiskCache cache) {
    this.objects = objects;
    this.cache = cache;
  }

  @Override
  public Lease fetch(Collection<SnapshotFile> files) {
    Map<String, CachedFile> fetched = new LinkedHashMap<>();
    boolean whole = false;
    try {
      for (SnapshotFile file : files) {
        if (!fetched.containsKey(RowScan.address(file))) {
          fetched.put(RowScan.address(file), fetch(file));
        }
      }
      whole = true;
      return new Cached(fetched);
    } finally {
      if (!whole) {
        fetched.values().forEach(CachedFile::close);
      }
    }
  }

  private CachedFile fetch(SnapshotFile file) {
    ObjectAddress address = new ObjectAddress(file.bucket(), file.key());
    Fetch source = Fetch.from(objects, address, ReadOptions.whole().ifMatch(file.etag()));
    try {
      return file.sha256() == null
          ? cache.add(file.size(), source)
          : cache.get(file.sha256(), file.size(), source);
    } catch (ColdStoreException e) {
      throw failed(address, e);
    } catch (IOException e) {
      throw new UncheckedIOException("A file of a snapshot cannot be kept on this disk", e);
    }
  }

  private static ThermoclineException failed(ObjectAddress address, ColdStoreException e) {
    return switch (e.reason()) {
      case CHANGED, NOT_FOUND ->
          new ThermoclineException(
              ErrorKind.SOURCE_CHANGED,
              "%s was changed or removed since its snapshot was registered. Register it again and retract the old snapshot."
                  .formatted(address),
              e);
      case DAMAGED ->
          new ThermoclineException(
              ErrorKind.DATA_DAMAGED,
              "%s is not what it was when its snapshot was made. Restore it, or retract the snapshot."
                  .formatted(address),
              e);
      case TOO_LARGE ->
          new ThermoclineException(
              ErrorKind.TOO_LARGE,
              "The files in use do not fit on the disk together. Raise thermocline.offline.cache-size.",
              e);
      default ->
          new ThermoclineException(
              ErrorKind.UNAVAILABLE,
              "%s cannot be read from object storage now. Try again.".formatted(address),
              e);
    };
  }

  private record Cached(Map<String, CachedFile> files) implements Lease {
    @Override
    public Map<String, Path> paths() {
      return files.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().path()));
    }

    @Override
    public Map<String, String> digests() {
      return files.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sha256()));
    }

    @Override
    public void close() {
      files.values().forEach(CachedFile::close);
    }
  }
}
