package dev.thermocline.record.job.web;

import dev.thermocline.record.job.Jobs;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@ConditionalOnWebApplication
class JobWebAutoConfiguration {
  @Bean
  JobStream jobStream(Jobs jobs) {
    return new JobStream(jobs);
  }
}
