package dev.thermocline.registry.dataset.s3;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.registry.dataset.DataFiles;
import dev.thermocline.registry.dataset.DatasetLimits;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Datasets in the bucket for training data. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatasetSettings.class)
class DatasetStoreConfiguration {
  @Bean
  DataFiles dataFiles(ObjectStore store, S3Settings settings) {
    return new S3DataFiles(store, settings.buckets().trainingData());
  }

  @Bean
  DatasetLimits datasetLimits(DatasetSettings settings) {
    return settings.limits();
  }
}
