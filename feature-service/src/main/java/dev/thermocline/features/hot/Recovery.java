package dev.thermocline.features.hot;

import dev.thermocline.hot.HotConnection;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Whether the features Redis lost data that has not been brought back yet. At the start and after a
 * lost connection nobody knows, so it did, until somebody looked.
 */
@Component
public final class Recovery {
  private volatile boolean recovering = true;
  private final AtomicLong doubts = new AtomicLong();

  public Recovery(HotConnection connection) {
    connection.onLost(this::doubt);
  }

  public boolean isRecovering() {
    return recovering;
  }

  /** It lost data, or may have. */
  public synchronized void doubt() {
    doubts.incrementAndGet();
    recovering = true;
  }

  /** How often there was doubt; asked for before a look. */
  public long doubts() {
    return doubts.get();
  }

  /** It has everything, unless there was doubt since the look began. */
  public synchronized void foundWhole(long doubtsBefore) {
    recovering = doubts.get() != doubtsBefore;
  }
}
