package dev.thermocline.features.hot;

import dev.thermocline.hot.Heartbeats;
import dev.thermocline.hot.HotStoreException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Knows from Redis itself whether it lost rows, for a process that repairs nothing: whoever repairs
 * leaves a mark in it while it is whole, and what is lost takes the mark with it.
 */
@Component
public final class RecoveryWatch {
  private final Heartbeats heartbeats;
  private final Recovery recovery;
  private final Ticker ticker;

  public RecoveryWatch(Heartbeats heartbeats, Recovery recovery) {
    this.heartbeats = heartbeats;
    this.recovery = recovery;
    this.ticker = Ticker.atOnce("recovery-watch", Duration.ofMillis(500), this::look);
  }

  private void look() {
    long doubts = recovery.doubts();
    try {
      if (heartbeats.isWhole()) {
        recovery.foundWhole(doubts);
        return;
      }
    } catch (HotStoreException away) {
      // Nothing is read meanwhile, and what comes back may have lost rows.
    }
    recovery.doubt();
  }

  @PreDestroy
  void stop() {
    ticker.close();
  }
}
