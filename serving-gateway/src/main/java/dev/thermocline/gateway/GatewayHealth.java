package dev.thermocline.gateway;

import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.S3Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The servers that predictions may need; while one is away the others go on. */
@Configuration(proxyBeanMethods = false)
class GatewayHealth {
  @Bean
  Dependency featuresRedis(HotConnection connection) {
    return Dependency.of("features-redis", connection::ping);
  }

  @Bean
  Dependency objectStorage(S3ObjectStore store, S3Settings settings) {
    String bucket = settings.buckets().modelArtifacts();
    return Dependency.of("s3", () -> store.list(bucket, "health/", null, 1));
  }
}
