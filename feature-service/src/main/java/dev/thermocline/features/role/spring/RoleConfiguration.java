package dev.thermocline.features.role.spring;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import dev.thermocline.features.compact.CompactionSettings;
import dev.thermocline.features.materialize.CheckSettings;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.features.role.RoleSettings;
import dev.thermocline.features.stream.StreamSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every process knows the settings of all, so that one file of settings serves them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  RoleSettings.class,
  StreamSettings.class,
  OfflineSettings.class,
  CompactionSettings.class,
  CheckSettings.class
})
class RoleConfiguration {
  /** Hands jobs over to the processes that do them. */
  @Bean
  @ConditionalOnBooleanProperty("kit.jobs.elsewhere")
  DbSchedulerStarter jobsElsewhere() {
    return () -> {};
  }
}
