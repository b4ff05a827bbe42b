package dev.thermocline.registry.dataset.jobs;

import dev.thermocline.registry.dataset.Uploads;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Several replicas may run it at once: the database decides which upload is given up. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class UploadSweep {
  private final Uploads uploads;

  UploadSweep(Uploads uploads) {
    this.uploads = uploads;
  }

  @Scheduled(initialDelay = 3, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void sweep() {
    int _ = uploads.sweep();
  }
}
