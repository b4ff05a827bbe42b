package dev.thermocline.registry.artifact.s3;

import dev.thermocline.cold.DirectTransfers;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.s3.S3DirectTransfers;
import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.registry.artifact.FrozenManifests;
import dev.thermocline.registry.artifact.ObjectKeys;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The registry's object storage: one client for all its features. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(S3Settings.class)
class StoreConfiguration {
  @Bean
  S3ObjectStore objectStore(S3Settings settings) {
    return new S3ObjectStore(cold(settings));
  }

  @Bean
  DirectTransfers directTransfers(S3Settings settings) {
    return new S3DirectTransfers(cold(settings));
  }

  @Bean
  ObjectKeys artifactKeys(S3Settings settings) {
    return new ObjectKeys(settings.buckets().mlflowArtifacts());
  }

  @Bean
  FrozenManifests frozenManifests(S3Settings settings, ObjectStore store, JsonMapper json) {
    return new StoredManifests(settings.buckets().modelArtifacts(), store, json);
  }

  @Bean
  ErrorTranslator objectStoreFailures() {
    return new StoreFailures();
  }

  @Bean
  Dependency objectStorage(ObjectStore store, S3Settings settings) {
    return new StorageCheck(store, settings.buckets().mlflowArtifacts());
  }

  private static dev.thermocline.cold.s3.S3Settings cold(S3Settings settings) {
    return dev.thermocline.cold.s3.S3Settings.of(
        settings.endpoint(),
        settings.publicEndpointOrElseEndpoint(),
        settings.region(),
        settings.accessKey(),
        settings.secretKey().reveal());
  }
}
