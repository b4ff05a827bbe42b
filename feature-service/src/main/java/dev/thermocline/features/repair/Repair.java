package dev.thermocline.features.repair;

import dev.thermocline.features.hot.Recovery;
import dev.thermocline.features.hot.Replay;
import dev.thermocline.features.hot.Ticker;
import dev.thermocline.hot.Heartbeats;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Beats on every primary once a second. One that went back in time or was started anew is suspect:
 * until all of it is replayed from files and from the log, answers are labelled as recovering. A
 * process that dies in the middle leaves the suspicion behind, and the next one goes on.
 */
@Component
public final class Repair {
  private static final Logger log = LoggerFactory.getLogger(Repair.class);

  private final Heartbeats heartbeats;
  private final Pulse pulse;
  private final Recovery recovery;
  private final List<Replay> replays;
  private final Clock clock;
  private final Ticker ticker;

  public Repair(
      Heartbeats heartbeats, Pulse pulse, Recovery recovery, List<Replay> replays, Clock clock) {
    this.heartbeats = heartbeats;
    this.pulse = pulse;
    this.recovery = recovery;
    this.replays = List.copyOf(replays);
    this.clock = clock;
    this.ticker = Ticker.atOnce("redis-heartbeat", Duration.ofSeconds(1), this::look);
  }

  private void look() {
    long doubts = recovery.doubts();
    Map<String, String> lives = new HashMap<>();
    for (String primary : heartbeats.primaries()) {
      lives.put(primary, beat(primary));
    }
    if (!pulse.isSuspect()) {
      heartbeats.markWhole(lives);
      recovery.foundWhole(doubts);
      return;
    }
    recovery.doubt();
    heartbeats.markSuspect();
    repair(lives);
  }

  /** Tells which process it beat on. */
  private String beat(String primary) {
    // Read before the beat: whoever wrote it in between only wrote a higher one.
    Pulse.Known known = pulse.known(primary);
    long now = clock.millis();
    Heartbeats.Before before = heartbeats.beat(primary, now);
    // A server that was started anew has what its disk had, which may lack the last moments.
    boolean anew = !known.life().isEmpty() && !known.life().equals(before.life());
    if (before.value() < known.written() || anew) {
      log.warn("The features Redis lost rows and is filled again primary={}", primary);
      pulse.setSuspect(true);
    }
    pulse.markWritten(primary, now, before.life());
    return before.life();
  }

  private void repair(Map<String, String> lives) {
    long doubts = recovery.doubts();
    try {
      for (Replay replay : replays) {
        replay.replay();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    pulse.setSuspect(false);
    heartbeats.markWhole(lives);
    recovery.foundWhole(doubts);
    log.info("The features Redis has everything again");
  }

  @PreDestroy
  void stop() {
    ticker.close();
  }
}
