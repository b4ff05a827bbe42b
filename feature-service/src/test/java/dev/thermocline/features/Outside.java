package dev.thermocline.features;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What tests put in the place of the world: the time, and a registry that can be away. */
@TestConfiguration
class Outside {
  @Bean
  @Primary
  MovableClock movableClock() {
    return new MovableClock();
  }

  @Bean
  @Primary
  AwayRegistry awayRegistry() {
    return new AwayRegistry();
  }
}
