package dev.thermocline.features.transform.spring;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.materialize.Materializations;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.features.transform.TransformEngine;
import dev.thermocline.features.transform.TransformJob;
import dev.thermocline.features.transform.Transformations;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import dev.thermocline.record.job.Jobs;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Transformations, whichever engine runs their statements. */
@Configuration(proxyBeanMethods = false)
class TransformConfiguration {
  @Bean
  TransformJob transformJob(
      Definitions definitions,
      OfflineStore offline,
      Ingestion ingestion,
      ObjectStore objects,
      FileShelf shelf,
      TransformEngine engine,
      Materializations materializations,
      S3Settings s3,
      ServiceSettings service,
      OfflineSettings settings) {
    return new TransformJob(
        definitions,
        offline,
        ingestion,
        objects,
        shelf,
        engine,
        materializations,
        new WorkFolder(service.dataFolder().resolve("transformations")),
        new TransformJob.Settings(s3.buckets().trainingData(), settings.statementLimit()));
  }

  @Bean
  Transformations transformations(
      Definitions definitions,
      OfflineStore offline,
      TransformEngine engine,
      Jobs jobs,
      TransformJob job) {
    return new Transformations(definitions, offline, engine, jobs, job);
  }
}
