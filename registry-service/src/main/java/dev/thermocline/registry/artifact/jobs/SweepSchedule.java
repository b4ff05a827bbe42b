package dev.thermocline.registry.artifact.jobs;

import dev.thermocline.registry.artifact.ArtifactSweep;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Sweeps every hour; several replicas may do so at once. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SweepSchedule {
  private final ArtifactSweep sweep;

  SweepSchedule(ArtifactSweep sweep) {
    this.sweep = sweep;
  }

  @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void run() {
    int _ = sweep.run();
  }
}
