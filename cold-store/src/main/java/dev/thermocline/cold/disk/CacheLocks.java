package dev.thermocline.cold.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Locks between processes, one byte of an empty file per thing. The system drops those of a process
 * that dies. It also drops all of a process when that closes the file once, so each file is open
 * exactly once per process.
 */
final class CacheLocks implements Closeable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path file;
  private final FileChannel channel;

  CacheLocks(Path file) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Null while another process holds it, or another thread of this one. */
  @Nullable FileLock tryLock(long place, boolean shared) throws IOException {
    try {
      return channel.tryLock(place, 1, shared);
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  FileLock lock(long place, boolean shared, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      FileLock lock = tryLock(place, shared);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > end) {
        throw new ColdStoreException(
            Reason.UNAVAILABLE, "Another process has held " + file + " for " + patience + ".");
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new ColdStoreException(Reason.UNAVAILABLE, "Waiting for " + file + " was stopped.");
      }
    }
  }

  /** The place of a digest; two of the same place would only wait for each other in vain. */
  static long place(String sha256) {
    return Long.parseLong(sha256.substring(0, 15), 16);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
