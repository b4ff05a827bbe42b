package dev.thermocline.features.offline.s3;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.S3Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The object store of this service. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  @Bean(destroyMethod = "close")
  ObjectStore objectStore(S3Settings settings) {
    return new S3ObjectStore(
        dev.thermocline.cold.s3.S3Settings.of(
            settings.endpoint(),
            settings.publicEndpointOrElseEndpoint(),
            settings.region(),
            settings.accessKey(),
            settings.secretKey().reveal()));
  }

  @Bean
  ErrorTranslator objectStoreErrors() {
    return new StoreFailures();
  }

  @Bean
  Dependency objectStorage(ObjectStore store, S3Settings settings) {
    String bucket = settings.buckets().featureStore();
    return Dependency.of("s3", () -> store.list(bucket, "health/", null, 1));
  }
}
