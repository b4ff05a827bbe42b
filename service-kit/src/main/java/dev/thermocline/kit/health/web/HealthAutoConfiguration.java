package dev.thermocline.kit.health.web;

import dev.thermocline.kit.KitMetrics;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.health.HealthWatch;
import dev.thermocline.kit.health.ReadinessGate;
import dev.thermocline.kit.health.Vital;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
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
      ObjectProvider<Dependency> dependencies,
      ObjectProvider<ReadinessGate> gates,
      ObjectProvider<Vital> vital,
      Clock clock) {
    return new HealthWatch(
        dependencies.orderedStream().toList(),
        gates.orderedStream().toList(),
        vital.orderedStream().toList(),
        clock);
  }

  @Bean
  MeterBinder dependencyMetrics(HealthWatch watch) {
    return meters -> {
      for (String name : watch.names()) {
        Gauge.builder(KitMetrics.DEPENDENCY_UP, watch, w -> isUp(w, name) ? 1 : 0)
            .tag("dependency", name)
            .description("1 while the dependency answers, 0 while it does not.")
            .register(meters);
      }
    };
  }

  private static boolean isUp(HealthWatch watch, String name) {
    return watch.findings().stream()
        .anyMatch(finding -> finding.name().equals(name) && finding.up());
  }

  @Bean
  HealthPages healthPages(HealthWatch watch, ApplicationAvailability availability) {
    return new HealthPages(watch, availability);
  }
}
