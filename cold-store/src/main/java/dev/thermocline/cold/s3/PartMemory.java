package dev.thermocline.cold.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The bound on what all uploads of this process hold in memory together. */
final class PartMemory {
  private static final int UNIT = 1 << 16;

  private final Semaphore units;
  private final int all;
  private final Duration patience;

  PartMemory(long bytes, Duration patience) {
    this.all = Math.toIntExact(bytes / UNIT);
    this.units = new Semaphore(all, true);
    this.patience = patience;
  }

  /** What {@link #release} is to be called with. */
  int acquire(long bytes) {
    int wanted = (int) Math.min(all, bytes / UNIT + 1);
    try {
      if (units.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return wanted;
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    throw new ColdStoreException(
        Reason.UNAVAILABLE, "Too many uploads are on their way at once; try again later.");
  }

  void release(int acquired) {
    units.release(acquired);
  }
}
