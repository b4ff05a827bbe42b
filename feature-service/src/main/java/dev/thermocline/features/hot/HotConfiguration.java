package dev.thermocline.features.hot;

import dev.thermocline.hot.Heartbeats;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotReader;
import dev.thermocline.hot.HotStoreException;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.RedisSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The process' one connection to the features Redis and what uses it. */
@Configuration(proxyBeanMethods = false)
class HotConfiguration {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @Bean
  HotConnection hotConnection(RedisSettings settings) {
    return new HotConnection(settings.featuresUrl().toString(), TIMEOUT);
  }

  @Bean
  HotReader hotReader(HotConnection connection) {
    return new HotReader(connection);
  }

  @Bean
  HotWriter hotWriter(HotConnection connection) {
    return new HotWriter(connection);
  }

  @Bean
  Heartbeats heartbeats(HotConnection connection) {
    return new Heartbeats(connection);
  }

  @Bean
  Dependency featuresRedis(HotConnection connection) {
    return Dependency.of("features-redis", connection::ping);
  }

  /** What callers are told when Redis does not do its part. */
  @Bean
  ErrorTranslator hotStoreErrors() {
    return thrown -> {
      for (Throwable t = thrown; t != null; t = t.getCause()) {
        if (t instanceof HotStoreException e) {
          ErrorKind kind =
              e.reason() == HotStoreException.Reason.REFUSED
                  ? ErrorKind.INTERNAL
                  : ErrorKind.UNAVAILABLE;
          return new ThermoclineException(kind, e.getMessage() + ". Try again in a moment.", e);
        }
      }
      return null;
    };
  }
}
