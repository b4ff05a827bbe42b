package dev.thermocline.registry.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finishes what a killed process left: freezes that nobody works on, and frozen files that no
 * version owns.
 */
@Component
public class FreezeSweeper {
  private static final Logger log = LoggerFactory.getLogger(FreezeSweeper.class);
  private static final int AT_ONCE = 100;

  private final FreezeStore freezes;
  private final Freezer freezer;
  private final FrozenStore files;
  private final Clock clock;

  FreezeSweeper(FreezeStore freezes, Freezer freezer, FrozenStore files, Clock clock) {
    this.freezes = freezes;
    this.freezer = freezer;
    this.files = files;
    this.clock = clock;
  }

  /** Takes up abandoned freezes; how many. */
  public int resume() {
    int resumed = 0;
    for (FreezeTask.Key key : freezes.abandoned(Moments.of(clock), AT_ONCE)) {
      if (freezer.freezeNow(key)) {
        resumed++;
      }
    }
    return resumed;
  }

  /**
   * Takes away frozen files without a version: those of versions deleted before the grace, and
   * those that never became one. Returns their prefixes.
   */
  public List<String> removeOrphans(Duration grace) {
    Instant before = Moments.of(clock).minus(grace);
    List<String> removed = new ArrayList<>();
    for (String prefix : files.prefixesOlderThan(before, Integer.MAX_VALUE)) {
      if (!freezes.ownsPrefix(prefix, before)) {
        files.delete(prefix);
        removed.add(prefix);
        log.info("Removed frozen files without a version prefix={}", prefix);
      }
    }
    return removed;
  }
}
