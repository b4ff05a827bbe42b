package dev.thermocline.kit.health.web;

import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.health.HealthWatch;
import dev.thermocline.kit.health.ReadinessGate;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@ConditionalOnWebApplication
class HealthAutoConfiguration {
  @Bean
  HealthWatch healthWatch(
      ObjectProvider<Dependency> dependencies, ObjectProvider<ReadinessGate> gates, Clock clock) {
    return new HealthWatch(
        dependencies.orderedStream().toList(), gates.orderedStream().toList(), clock);
  }

  @Bean
  HealthPages healthPages(HealthWatch watch, ApplicationAvailability availability) {
    return new HealthPages(watch, availability);
  }
}
