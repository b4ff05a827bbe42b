package dev.thermocline.cold.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cache within its bound: before a file arrives, those used least recently make room,
 * down to four fifths of the bound. Files in use, of any process, stay. Called by one at a time.
 */
final class Eviction {
  private static final double LOW_MARK = 0.8;

  private final CacheFiles files;
  private final CacheLocks inUse;
  private final long bound;
  final LongAdder evictions = new LongAdder();
  final LongAdder evictedBytes = new LongAdder();

  Eviction(CacheFiles files, CacheLocks inUse, long bound) {
    this.files = files;
    this.inUse = inUse;
    this.bound = bound;
  }

  void makeRoom(long needed) throws IOException {
    if (needed > bound) {
      throw new ColdStoreException(
          Reason.TOO_LARGE,
          "A file of " + needed + " bytes does not fit into a disk cache of " + bound + ".");
    }
    removeAbandoned();
    List<CacheFiles.Stored> stored = files.stored();
    long total = stored.stream().mapToLong(CacheFiles.Stored::size).sum() + bytesOnTheirWay();
    if (total + needed <= bound) {
      return;
    }
    long goal = Math.max(0, (long) (bound * LOW_MARK) - needed);
    List<CacheFiles.Stored> oldestFirst =
        stored.stream().sorted(Comparator.comparing(CacheFiles.Stored::lastUsed)).toList();
    for (CacheFiles.Stored file : oldestFirst) {
      if (total <= goal) {
        break;
      }
      if (evict(file)) {
        total -= file.size();
      }
    }
    if (total + needed > bound) {
      throw new ColdStoreException(
          Reason.UNAVAILABLE,
          "The disk cache of " + bound + " bytes is full of files in use; make it larger.");
    }
  }

  private boolean evict(CacheFiles.Stored file) throws IOException {
    FileLock alone = inUse.tryLock(CacheLocks.place(file.sha256()), false);
    if (alone == null) {
      return false;
    }
    try (alone) {
      files.delete(file.sha256());
      evictions.increment();
      evictedBytes.add(file.size());
      return true;
    }
  }

  /** What is on its way counts whole. */
  long bytesOnTheirWay() throws IOException {
    return files.onTheirWay().stream().mapToLong(CacheFiles::announcedSize).sum();
  }

  private void removeAbandoned() throws IOException {
    for (Path path : files.onTheirWay()) {
      if (isAbandoned(path)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Who writes a file holds a lock on it, and the system drops it with the process. */
  private static boolean isAbandoned(Path path) throws IOException {
    if (Arrival.isOfThisProcess(path)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException arrived) {
      return false;
    } catch (OverlappingFileLockException oursAfterAll) {
      return false;
    }
  }
}
