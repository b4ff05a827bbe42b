package dev.thermocline.registry.model.jobs;

import dev.thermocline.registry.model.FreezeSweeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Several replicas may run it at once: leases and the database keep them apart. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class FreezeSchedule {
  /** So long the files of a deleted version can still be brought back by hand. */
  private static final Duration GRACE = Duration.ofDays(7);

  private final FreezeSweeper sweeper;

  FreezeSchedule(FreezeSweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Scheduled(initialDelay = 5, fixedDelay = 15, timeUnit = TimeUnit.SECONDS)
  void resume() {
    int _ = sweeper.resume();
  }

  @Scheduled(initialDelay = 10, fixedDelay = 360, timeUnit = TimeUnit.MINUTES)
  void removeOrphans() {
    List<String> _ = sweeper.removeOrphans(GRACE);
  }
}
